import cors from 'cors';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { allowedMethods } from './allowed-methods.js';
import type { Log } from '../common/log.js';
import type { ServerConfig } from '../config/slices.js';
import { originMatcher } from '../config/origins.js';

/** What scripts of another origin may read of an answer, besides what the Fetch standard lets everyone read. */
const EXPOSED_HEADERS = [
  'Allow',
  'Content-Disposition',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
  'X-CSRF-Token',
  'X-Request-Id',
];

/** As many refused origins as are told of, so that a client that makes them up does not fill the log. */
const TOLD_AT_MOST = 50;

/**
 * Lets the pages of CORS_ORIGINS call the API, in development those of this machine too, and answers OPTIONS: a
 * preflight by the Fetch standard, any other with `Allow` (RFC 9110, 9.3.7).
 */
export function crossOrigin(config: ServerConfig, log: Log): RequestHandler {
  const isDevelopment = config.NODE_ENV === 'development';
  const allows = originMatcher(config.CORS_ORIGINS, isDevelopment);
  const tellRefused = isDevelopment ? refusalsTold(log) : undefined;
  const handle = cors<Request>((req, decide) => {
    const { origin } = req.headers;
    const allowed = origin !== undefined && allows(origin);
    if (origin !== undefined && !allowed) tellRefused?.(origin, req);
    decide(null, { origin: allowed ? origin : false, credentials: true, exposedHeaders: EXPOSED_HEADERS, maxAge: 600 });
  });
  return (req, res, next) => {
    // Set for everyone: a cache must not give one caller's answer, or one origin's, to another.
    res.setHeader('Vary', 'Authorization, Cookie, Origin');
    if (req.method !== 'OPTIONS') return req.headers.origin === undefined ? next() : handle(req, res, next);
    // Goes on only if the origin is refused: what is told then is what anyone is told.
    if (req.headers['access-control-request-method'] !== undefined)
      return handle(req, res, () => tellMethods(req, res, next));
    tellMethods(req, res, next);
  };
}

function tellMethods(req: Request, res: Response, next: NextFunction): void {
  const methods = allowedMethods(req);
  if (methods.length === 0) return next();
  res.setHeader('Allow', methods.join(', '));
  res.status(204).end();
}

/** Names an origin that was refused and the setting that would allow it, once for each. */
function refusalsTold(log: Log): (origin: string, req: Request) => void {
  const told = new Set<string>();
  return (origin, req) => {
    if (told.has(origin) || told.size >= TOLD_AT_MOST || origin === `${req.protocol}://${req.headers.host}`) return;
    told.add(origin);
    const sentence = 'A page called the API and its origin was refused. To allow it, add it to CORS_ORIGINS.';
    log.warn({ origin: origin.slice(0, 200) }, sentence);
  };
}
