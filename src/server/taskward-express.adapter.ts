import { type NestApplicationOptions, StreamableFile } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Express, type Request, type Response } from 'express';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { sendJson } from '../common/send-json.js';
import { DEADLINES, SILENCE_MS } from './deadlines.js';

const REFUSED_OPTIONS = ['httpsOptions', 'return503OnClosing', 'forceCloseConnections'] as const;

/** Makes requests with Express's prototypes, because V8 is slow with a changed prototype (docs/decisions/0100). */
export class TaskwardExpressAdapter extends ExpressAdapter {
  /** Runs before Express, for every request. It must not throw. */
  before: (req: Request, res: Response, next: () => void) => void = (_req, _res, next) => next();

  constructor() {
    // Set here, because Express makes its router when Nest first asks for it.
    super(express().set('case sensitive routing', true));
  }

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
        requireHostHeader: false, // `headFault` refuses a missing Host, in problem details
      },
      (req, res) => this.before(req as unknown as Request, res as unknown as Response, () => void app(req, res)),
    );
    this.httpServer.setTimeout(SILENCE_MS);
  }

  /** Without Express's own treatment of conditional requests (docs/decisions/0102). */
  override reply(res: Response, body: unknown, statusCode?: number): unknown {
    if (statusCode !== undefined) res.statusCode = statusCode;
    if (body === undefined) return res.end();
    if (body instanceof StreamableFile) return super.reply(res, body);
    return sendJson(res, JSON.stringify(body));
  }
}
