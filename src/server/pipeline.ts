import { NotFoundException, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { SuperuserGuard } from '../admin/superuser.guard.js';
import { AuthRateLimitGuard } from '../auth/guards/auth-rate-limit.guard.js';
import { JwtAuthGuard } from '../auth/guards/jwt-auth.guard.js';
import { OwnershipGuard } from '../auth/guards/ownership.guard.js';
import { hasBody } from '../body/body-reader.js';
import { MediaTypeGuard } from '../body/media-type.guard.js';
import { RequestBodyGuard } from '../body/request-body.guard.js';
import { API_BASE } from '../common/api-base.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Log } from '../common/log.js';
import { Metrics } from '../common/metrics.js';
import { Problem } from '../common/problem.js';
import { identify } from '../common/request-id.js';
import { Tracing } from '../common/tracing.js';
import { RequestValidationPipe } from '../common/request-validation.pipe.js';
import { AppConfig } from '../config/app-config.js';
import { Database } from '../database/database.service.js';
import { Readiness } from '../health/readiness.service.js';
import { IdempotencyKeyGuard } from '../idempotency/idempotency-key.guard.js';
import { shedOverload } from '../limits/overload.js';
import { UserRateLimitGuard } from '../limits/user-rate-limit.guard.js';
import { requestLog } from '../logging/request-log.js';
import { serveDocs } from '../openapi/docs-pages.js';
import { servePages } from '../pages/serve-pages.js';
import { closeShadowedMethods } from './allowed-methods.js';
import { setCommonHeaders } from './common-headers.js';
import { crossOrigin } from './cors.js';
import { headFault } from './head-faults.js';
import { ProblemFilter } from './problem.filter.js';
import { decidePath, queryFault } from './request-path.js';
import { putExactPathsFirst } from './route-order.js';
import type { TaskwardExpressAdapter } from './taskward-express.adapter.js';
import { warnOfUnbelievedProxy } from './unbelieved-proxy.js';
import { refuseUnparsedRequests } from './unparsed-requests.js';
import { closeAfterAnswer, closeIfUnread, isClosing } from './unread-body.js';

// Every step that a request passes stands in this file once, in the order in which it runs: 1 to 6.

/** Sets up the steps outside Nest's routes, and makes the routes. */
export async function buildPipeline(app: NestExpressApplication, adapter: TaskwardExpressAdapter): Promise<void> {
  const config = app.get(AppConfig);
  const log = app.get(Log);
  const problems = app.get(ProblemFilter);

  // 1. On the connection: deadlines (taskward-express.adapter.ts), and what Node cannot make a request of.
  refuseUnparsedRequests(app.getHttpServer());

  // 2. Before Express, for every request.
  const readiness = app.get(Readiness);
  const warnOfProxy = warnOfUnbelievedProxy(config, log);
  const logRequest = requestLog(log, app.get(Metrics), app.get(Tracing));
  adapter.before = (req, res, next) => {
    // What follows the last request of a connection is part of that request, or an attempt to smuggle one in.
    if (isClosing(req.socket)) return;
    const isPath = decidePath(req);
    identify(req, res);
    setCommonHeaders(req, res, readiness);
    warnOfProxy(req);
    if (hasBody(req)) closeIfUnread(req, res);
    const fault = headFault(req);
    if (fault !== undefined) closeAfterAnswer(req, res);
    const refusal = fault ?? (isPath ? queryFault(req) : new Problem(COMMON_ERRORS.ROUTE_NOT_FOUND));
    if (refusal === undefined) return logRequest(req, res, next);
    // The filter writes to it, and Express, which would make it, is not reached.
    res.locals = {};
    logRequest(req, res, () => problems.answer(refusal, req, res));
  };

  // 3. In Express, before the routes.
  setExpress(app, config);
  app.use(crossOrigin(config, log));
  app.use(shedOverload(app.get(Database), config));

  // 4. The routes of the API, with ROUTE_STEPS around each.
  app.setGlobalPrefix(API_BASE, { exclude: ['health', 'health/live', 'health/ready', '.well-known/jwks.json'] });
  await app.init();
  putExactPathsFirst(adapter.getInstance());

  // 5. The pages and the documentation. After the API, whose requests would be compared with each of their paths.
  servePages(app);
  if (config.DOCS === 'on') serveDocs(app);
  closeShadowedMethods(adapter.getInstance());

  // 6. What no route took. Nest answers below the prefix; without these Express would answer the rest with a page.
  app.use((req: Request, res: Response) => problems.answer(new NotFoundException(), req, res));
  // Express recognises a handler of errors by its four parameters.
  app.use((error: unknown, req: Request, res: Response, _next: NextFunction) => problems.answer(error, req, res));
}

/**
 * What Nest runs around each handler, in this order. The application's module provides it, so that no application can be
 * made without its guards.
 */
export const ROUTE_STEPS: Provider[] = [
  { provide: APP_GUARD, useClass: MediaTypeGuard },
  { provide: APP_GUARD, useClass: IdempotencyKeyGuard },
  { provide: APP_GUARD, useExisting: AuthRateLimitGuard },
  { provide: APP_GUARD, useExisting: JwtAuthGuard },
  { provide: APP_GUARD, useClass: UserRateLimitGuard },
  { provide: APP_GUARD, useExisting: OwnershipGuard },
  { provide: APP_GUARD, useClass: SuperuserGuard },
  { provide: APP_GUARD, useClass: RequestBodyGuard },
  { provide: APP_PIPE, useClass: RequestValidationPipe },
  // Answers whatever the handler or a step above throws.
  { provide: APP_FILTER, useExisting: ProblemFilter },
];

function setExpress(app: NestExpressApplication, { TRUST_PROXY }: AppConfig): void {
  app.set('etag', false);
  app.set('x-powered-by', false);
  // A number of hops, a list of networks, or a word of Express; false believes no X-Forwarded-For.
  const isWord = TRUST_PROXY === 'true' || TRUST_PROXY === 'false';
  app.set(
    'trust proxy',
    isWord ? TRUST_PROXY === 'true' : /^\d+$/.test(TRUST_PROXY) ? Number(TRUST_PROXY) : TRUST_PROXY,
  );
}
