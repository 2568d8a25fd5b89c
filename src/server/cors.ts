import cors from 'cors';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { allowedMethods } from './allowed-methods.js';
import type { Log } from '../common/log.js';
import type { ServerConfig } from '../config/slices.js';
import { originMatcher } from '../config/origins.js';

const EXPOSED_HEADERS = [
  'Allow',
  'Content-Disposition',
  'ETag',
  'Idempotency-Replayed',
  'Link',
  'Location',
  'Preference-Applied',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'WWW-Authenticate',
  'X-CSRF-Token',
  'X-Request-Id',
];

/** So that a client that makes up origins does not fill the log. */
const MAX_WARNED_ORIGINS = 50;

/** Lets pages of CORS_ORIGINS call the API. Answers OPTIONS: a preflight, or `Allow` (RFC 9110, 9.3.7). */
export function crossOrigin(config: ServerConfig, log: Log): RequestHandler {
  const isDevelopment = config.NODE_ENV === 'development';
  const allows = originMatcher(config.CORS_ORIGINS, isDevelopment);
  const warnRefused = isDevelopment ? warnOncePerOrigin(log) : undefined;
  const handle = cors<Request>((req, decide) => {
    const { origin } = req.headers;
    const allowed = origin !== undefined && allows(origin);
    if (origin !== undefined && !allowed) warnRefused?.(origin, req);
    decide(null, { origin: allowed ? origin : false, credentials: true, exposedHeaders: EXPOSED_HEADERS, maxAge: 600 });
  });
  return (req, res, next) => {
    // Always: a cache must not give the answer for one caller or origin to another.
    res.setHeader('Vary', 'Authorization, Cookie, Origin');
    if (req.method !== 'OPTIONS') return req.headers.origin === undefined ? next() : handle(req, res, next);
    // `cors` goes on only if it refuses the origin: then this is an ordinary OPTIONS.
    if (req.headers['access-control-request-method'] !== undefined)
      return handle(req, res, () => answerMethods(req, res, next));
    answerMethods(req, res, next);
  };
}

function answerMethods(req: Request, res: Response, next: NextFunction): void {
  const methods = allowedMethods(req);
  if (methods.length === 0) return next();
  res.setHeader('Allow', methods.join(', '));
  res.status(204).end();
}

function warnOncePerOrigin(log: Log): (origin: string, req: Request) => void {
  const warned = new Set<string>();
  return (origin, req) => {
    if (warned.has(origin) || warned.size >= MAX_WARNED_ORIGINS || origin === `${req.protocol}://${req.headers.host}`)
      return;
    warned.add(origin);
    const sentence = 'A page called the API and its origin was refused. To allow it, add it to CORS_ORIGINS.';
    log.warn({ origin: origin.slice(0, 200) }, sentence);
  };
}
