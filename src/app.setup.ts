import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import helmet from 'helmet';
import type { AddressInfo } from 'node:net';
import { AppModule } from './app.module.js';
import { bodyParsers } from './common/body.js';
import { requestId } from './common/request-id.js';
import { AppConfig } from './config/app-config.js';
import { StartupError } from './config/startup-error.js';
import { Database } from './database/database.service.js';
import { serveDocs } from './docs/docs.js';

const BASE = '/api/v1';

/** Makes the application, connected to its database (or trying to be), ready to listen. */
export async function createApp(config: AppConfig): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(config), {
    bodyParser: false,
    logger: ['warn', 'error'],
    abortOnError: false,
  });
  configureApp(app);
  await app.init();
  try {
    await app.get(Database).connect();
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

/** All set-up of the HTTP side: `main` and the tests share it. */
export function configureApp(app: NestExpressApplication): void {
  const config = app.get(AppConfig);
  app.set('etag', false);
  app.set('x-powered-by', false);
  app.set('trust proxy', trustProxy(config.TRUST_PROXY));

  app.use(requestId);
  app.use(unversionedAlias);
  app.use(securityHeaders());
  app.enableCors({
    origin: config.CORS_ORIGINS,
    credentials: true,
    exposedHeaders: ['ETag', 'Link', 'Location', 'Retry-After', 'RateLimit', 'RateLimit-Policy', 'X-CSRF-Token', 'X-Request-Id'],
    maxAge: 600,
  });
  for (const parser of bodyParsers({ limitBytes: config.BODY_LIMIT_BYTES, takesForm: (path) => path === `${BASE}/auth/login` })) {
    app.use(parser);
  }
  app.setGlobalPrefix(BASE, { exclude: ['health', 'health/live', 'health/ready', '.well-known/jwks.json'] });
  serveDocs(app);
}

/**
 * Begins to accept connections.
 *
 * @returns what to tell the person at the terminal.
 * @throws StartupError if the port or the address cannot be used.
 */
export async function listen(app: NestExpressApplication, config: AppConfig): Promise<string> {
  try {
    await app.listen(config.PORT, config.HOST);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartupError(
      code === 'EADDRINUSE'
        ? `Port ${config.PORT} is in use. Stop the program that uses it, or set PORT to another.`
        : `${config.HOST}:${config.PORT} cannot be listened on (${code}). Set HOST and PORT to an address of this machine.`,
    );
  }
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://${['0.0.0.0', '::'].includes(config.HOST) ? 'localhost' : config.HOST}:${port}`;
  return ['Taskward is ready:', `  API     ${url}${BASE}`, `  Docs    ${url}/docs`, `  Health  ${url}/health`].join('\n');
}

/** `/api/x` means `/api/v1/x`: one set of routes, so that an alias can have no rules or counters of its own. */
function unversionedAlias(req: Request, _res: Response, next: NextFunction): void {
  if (req.url.startsWith('/api/') && !/^\/api\/v\d+(\/|\?|$)/.test(req.url)) req.url = BASE + req.url.slice('/api'.length);
  next();
}

/** The headers that OWASP's sheet for REST asks for. An answer of the API is never a page: nothing may run in it. */
function securityHeaders() {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** A number of hops, a list of networks, or one of Express's words; `false` believes no `X-Forwarded-For`. */
function trustProxy(value: string): boolean | number | string {
  if (value === 'true' || value === 'false') return value === 'true';
  return /^\d+$/.test(value) ? Number(value) : value;
}
