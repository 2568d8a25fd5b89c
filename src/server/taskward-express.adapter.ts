import { type NestApplicationOptions, StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Express, type Request, type Response } from 'express';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from '../common/send-json.js';
import { DEADLINES } from './deadlines.js';

/** Options of Nest for the server that it would make itself. This adapter makes its own. */
const REFUSED_OPTIONS = ['httpsOptions', 'return503OnClosing', 'forceCloseConnections'] as const;

/**
 * Express for Taskward: a server with deadlines, steps that run before Express, and requests that are made with
 * Express's prototypes. Express gives each request another prototype, which makes the object slow from then on; an
 * object that has that prototype from its beginning stays fast (docs/decisions/0100).
 */
export class TaskwardExpressAdapter extends ExpressAdapter {
  /** What every request passes before Express. It must not throw. */
  before: (req: Request, res: Response, next: () => void) => void = (_req, _res, next) => next();

  constructor() {
    // Set before Nest has the application: Express makes its router when Nest first asks for it.
    super(express().set('case sensitive routing', true));
  }

  /** @throws Error for an option that this server would not obey. */
  override initHttpServer(options: NestApplicationOptions): void {
    for (const name of REFUSED_OPTIONS)
      if (options[name] !== undefined) throw new Error(`Taskward's HTTP adapter does not have the option ${name}.`);
    const app = this.getInstance<Express>();
    class ExpressRequest extends IncomingMessage {}
    class ExpressResponse extends ServerResponse {}
    app.request = Object.setPrototypeOf(ExpressRequest.prototype, app.request) as typeof app.request;
    app.response = Object.setPrototypeOf(ExpressResponse.prototype, app.response) as typeof app.response;
    this.httpServer = createServer(
      {
        ...DEADLINES,
        IncomingMessage: ExpressRequest,
        ServerResponse: ExpressResponse,
        // A missing Host is refused with the other faults of a head, in problem details.
        requireHostHeader: false,
      },
      (req, res) => this.before(req as unknown as Request, res as unknown as Response, () => void app(req, res)),
    );
  }

  /** Sends what a handler returned as JSON, without Express's own treatment of conditional requests. */
  override reply(res: Response, body: unknown, statusCode?: number): unknown {
    if (statusCode !== undefined) res.statusCode = statusCode;
    if (body === undefined) return res.end();
    if (body instanceof StreamableFile) return super.reply(res, body);
    return sendJson(res, JSON.stringify(body));
  }
}
