import { NotFoundException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import type { AddressInfo } from 'node:net';
import { AppModule } from './app.module.js';
import { guardServer } from './app.http-server.js';
import { closeShadowedMethods } from './common/allowed-methods.js';
import { API_BASE } from './common/api-base.js';
import { COMMON_ERRORS } from './common/common.errors.js';
import { TaskwardExpressAdapter } from './common/express.adapter.js';
import { Log } from './common/log.js';
import { Metrics } from './common/metrics.js';
import { Problem } from './common/problem.js';
import { ProblemFilter } from './common/problem.filter.js';
import { Tracing } from './common/tracing.js';
import { identify } from './common/request-id.js';
import { AppConfig } from './config/app-config.js';
import { cannotListen } from './config/startup-error.js';
import { Database } from './database/database.service.js';
import { serveDocs } from './docs/docs.js';
import { Readiness } from './health/readiness.service.js';
import { shedOverload } from './limits/overload.js';
import { NestLog } from './logging/logger.js';
import { requestLog } from './logging/request-log.js';
import { crossOrigin } from './server/cors.js';
import { warnOfUnbelievedProxy } from './server/unbelieved-proxy.js';
import { headFault } from './server/head-faults.js';
import { putExactPathsFirst } from './server/route-order.js';
import { decidePath, queryFault } from './server/request-path.js';
import { securityHeaders } from './server/security-headers.js';
import { closeAfterAnswer, closeIfUnread, hasBody, isClosing } from './server/unread-body.js';

/** Makes the application, connected to its database (or trying to be), ready to listen. */
export async function createApp(config: AppConfig): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(
    AppModule.forRoot(config),
    new TaskwardExpressAdapter(),
    {
      bodyParser: false,
      bufferLogs: true,
      abortOnError: false,
    },
  );
  app.useLogger(new NestLog(app.get(Log)));
  await configureApp(app);
  try {
    await app.get(Database).connect();
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

/** All set-up of the HTTP side, up to its readiness to listen: `main` and the tests share it. */
export async function configureApp(app: NestExpressApplication): Promise<void> {
  const config = app.get(AppConfig);
  guardServer(app.getHttpServer());
  app.set('etag', false);
  app.set('x-powered-by', false);
  app.set('trust proxy', trustProxy(config.TRUST_PROXY));

  const problems = app.get(ProblemFilter);
  const addHeaders = commonHeaders(app.get(Readiness));
  const warnOfProxy = warnOfUnbelievedProxy(config, app.get(Log));
  const log = requestLog(app.get(Log), app.get(Metrics), app.get(Tracing));
  const adapter: unknown = app.getHttpAdapter();
  if (!(adapter instanceof TaskwardExpressAdapter)) {
    throw new Error(
      'Taskward needs its own HTTP adapter: NestFactory.create(AppModule, new TaskwardExpressAdapter()).',
    );
  }
  adapter.before = (req, res, next) => {
    // What comes behind the last request of a connection is part of that request, or an attempt to smuggle one in.
    if (isClosing(req.socket)) return;
    const isPath = decidePath(req);
    identify(req, res);
    addHeaders(req, res);
    warnOfProxy(req);
    if (hasBody(req)) closeIfUnread(req, res);
    const fault = headFault(req);
    if (fault !== undefined) closeAfterAnswer(req, res);
    const refusal = fault ?? (isPath ? queryFault(req) : new Problem(COMMON_ERRORS.ROUTE_NOT_FOUND));
    if (refusal === undefined) return log(req, res, next);
    // Express makes them for what it gets.
    res.locals = {};
    log(req, res, () => problems.answer(refusal, req, res));
  };
  app.use(crossOrigin(config, app.get(Log)));
  app.use(shedOverload(app.get(Database), config));
  app.setGlobalPrefix(API_BASE, { exclude: ['health', 'health/live', 'health/ready', '.well-known/jwks.json'] });
  await app.init();
  putExactPathsFirst(app.getHttpAdapter().getInstance());
  // Behind the routes of the API, which need not be held against each of these.
  if (config.DOCS === 'on') serveDocs(app);
  closeShadowedMethods(app.getHttpAdapter().getInstance());
  answerTheRest(app);
}

/**
 * Begins to accept connections.
 *
 * @returns the port.
 * @throws StartupError if the port or the address cannot be used.
 */
export async function listen(app: NestExpressApplication, config: AppConfig): Promise<number> {
  try {
    await app.listen(config.PORT, config.HOST);
  } catch (error) {
    throw cannotListen(error, config.HOST, config.PORT);
  }
  return (app.getHttpServer().address() as AddressInfo).port;
}

/** For what no route took: the framework answers for paths below its prefix, and Express would answer the others with a page. */
function answerTheRest(app: NestExpressApplication): void {
  const problems = app.get(ProblemFilter);
  app.use((req: Request, res: Response) => problems.answer(new NotFoundException(), req, res));
  // Express knows a handler of errors by its four parameters.
  app.use((error: unknown, req: Request, res: Response, _next: NextFunction) => problems.answer(error, req, res));
}

function commonHeaders(readiness: Readiness) {
  const headers = securityHeaders();
  return (req: Request, res: Response): void => {
    for (const [name, value] of headers) res.setHeader(name, value);
    // What the API answers is one user's own: no cache, shared or not, is to keep it. Routes may say otherwise.
    if (req.isApi) res.setHeader('Cache-Control', 'no-store');
    // At the end, a connection goes with its answer: closed any other way, the client's next request might run into it.
    if (readiness.isClosing) res.setHeader('Connection', 'close');
  };
}

/** A number of hops, a list of networks, or one of Express's words; `false` believes no `X-Forwarded-For`. */
function trustProxy(value: string): boolean | number | string {
  if (value === 'true' || value === 'false') return value === 'true';
  return /^\d+$/.test(value) ? Number(value) : value;
}
