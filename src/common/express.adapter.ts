import { StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Express, type Request, type Response } from 'express';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';

/**
 * Express as it is, less what it costs. It gives every request and response another prototype, and an object whose
 * prototype changes is slow from then on, for everyone who touches it. Here both are born with it, and the change is none.
 */
export class TaskwardExpressAdapter extends ExpressAdapter {
  /** What every request passes before Express, which asks a price for each middleware. It must not throw. */
  before: (req: Request, res: Response, next: () => void) => void = (_req, _res, next) => next();

  constructor() {
    // Before Nest has it: the router is made when it is first looked at.
    super(express().set('case sensitive routing', true));
  }

  override initHttpServer(): void {
    const app = this.getInstance<Express>();
    class ExpressRequest extends IncomingMessage {}
    class ExpressResponse extends ServerResponse {}
    app.request = Object.setPrototypeOf(ExpressRequest.prototype, app.request) as typeof app.request;
    app.response = Object.setPrototypeOf(ExpressResponse.prototype, app.response) as typeof app.response;
    // A missing Host is refused with the other faults of a head, in problem details.
    const options = { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse, requireHostHeader: false };
    this.httpServer = createServer(options, (req, res) =>
      this.before(req as unknown as Request, res as unknown as Response, () => void app(req, res)),
    );
  }

  /** JSON, without Express's look at settings, freshness and types: what a handler gives back is ready to go. */
  override reply(res: Response, body: unknown, statusCode?: number): unknown {
    if (statusCode !== undefined) res.statusCode = statusCode;
    if (body === undefined) return res.end();
    if (body instanceof StreamableFile) return super.reply(res, body);
    return sendJson(res, JSON.stringify(body));
  }
}

/** Ends an answer with text that is JSON already. */
export function sendJson(res: Response, json: string): Response {
  res.setHeader('Content-Type', 'application/json; charset=utf-8');
  res.setHeader('Content-Length', Buffer.byteLength(json));
  return res.end(json);
}
