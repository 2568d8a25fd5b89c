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
import { assignRequestId } from '../common/request-id.js';
import { Tracing } from '../common/tracing.js';
import { RequestValidationPipe } from '../common/request-validation.pipe.js';
import { LimitsConfig, ServerConfig } from '../config/slices.js';
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
import { normalizePath, queryFault } from './request-path.js';
import { putExactPathsFirst } from './route-order.js';
import type { TaskwardExpressAdapter } from './taskward-express.adapter.js';
import { warnOfUnbelievedProxy } from './unbelieved-proxy.js';
import { refuseUnparsedRequests } from './unparsed-requests.js';
import { closeAfterAnswer, closeIfUnread, isClosing } from './unread-body.js';

/** Sets up every step that a request passes, in this order; ROUTE_STEPS run within step 4. */
export async function buildPipeline(app: NestExpressApplication, adapter: TaskwardExpressAdapter): Promise<void> {
  const config = app.get(ServerConfig);
  const log = app.get(Log);
  const problems = app.get(ProblemFilter);

  // 1. On the connection: deadlines (taskward-express.adapter.ts), and bytes that are no request.
  refuseUnparsedRequests(app.getHttpServer());

  // 2. Before Express, for every request.
  const readiness = app.get(Readiness);
  const warnOfProxy = warnOfUnbelievedProxy(config, log);
  const logRequest = requestLog(log, app.get(Metrics), app.get(Tracing));
  adapter.before = (req, res, next) => {
    // What follows the last request of a connection is the rest of its body, or a smuggled request.
    if (isClosing(req.socket)) return;
    const isValidPath = normalizePath(req, config.PUBLIC_PATH);
    assignRequestId(req, res);
    setCommonHeaders(req, res, readiness);
    warnOfProxy(req);
    if (hasBody(req)) closeIfUnread(req, res);
    const fault = headFault(req);
    if (fault !== undefined) closeAfterAnswer(req, res);
    const refusal = fault ?? (isValidPath ? queryFault(req) : new Problem(COMMON_ERRORS.ROUTE_NOT_FOUND));
    if (refusal === undefined) return logRequest(req, res, next);
    // Express would make it, but this request does not reach Express.
    res.locals = {};
    logRequest(req, res, () => problems.answer(refusal, req, res));
  };

  // 3. In Express, before the routes.
  setExpress(app, config);
  app.use(crossOrigin(config, log));
  app.use(shedOverload(app.get(Database), app.get(LimitsConfig)));

  // 4. The routes of the API, with ROUTE_STEPS around each.
  app.setGlobalPrefix(API_BASE, { exclude: ['health', 'health/live', 'health/ready', '.well-known/jwks.json'] });
  await app.init();
  putExactPathsFirst(adapter.getInstance());

  // 5. The pages and the documentation: after the API, so that its requests are not compared with their paths.
  servePages(app);
  if (config.DOCS === 'on') serveDocs(app);
  closeShadowedMethods(adapter.getInstance());

  // 6. What no route took: Nest answers below the prefix alone, and Express would answer the rest with a page.
  app.use((req: Request, res: Response) => problems.answer(new NotFoundException(), req, res));
  // Express recognises a handler of errors by its four parameters.
  app.use((error: unknown, req: Request, res: Response, _next: NextFunction) => problems.answer(error, req, res));
}

/** What Nest runs around each handler, in this order; in AppModule, so that no application lacks its guards. */
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
  { provide: APP_FILTER, useExisting: ProblemFilter },
];

function setExpress(app: NestExpressApplication, { TRUST_PROXY }: ServerConfig): void {
  app.set('etag', false);
  app.set('x-powered-by', false);
  // Express takes a boolean, a number of proxies, or a list of networks.
  const isWord = TRUST_PROXY === 'true' || TRUST_PROXY === 'false';
  app.set(
    'trust proxy',
    isWord ? TRUST_PROXY === 'true' : /^\d+$/.test(TRUST_PROXY) ? Number(TRUST_PROXY) : TRUST_PROXY,
  );
}
