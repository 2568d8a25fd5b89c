import express, { type ErrorRequestHandler, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { isUtf8 } from 'node:buffer';
import { COMMON_ERRORS } from './common.errors.js';
import { Problem } from './problem.js';

/** Media types of a JSON body; merge patch (RFC 7396) means the same as plain JSON here. */
const JSON_TYPES = ['application/json', 'application/merge-patch+json'];

/** The OAuth2 password form (RFC 6749, 4.3.2), taken by the login alone. */
const FORM_TYPE = 'application/x-www-form-urlencoded';

/**
 * Parses request bodies: JSON everywhere, the password form where a route takes it. Any other media type is 415,
 * bytes that are not UTF-8 are 400 (a decoder that replaces them would change what the user wrote).
 */
export function bodyParsers(options: {
  limitBytes: number;
  takesForm: (path: string) => boolean;
}): (RequestHandler | ErrorRequestHandler)[] {
  const common = { limit: options.limitBytes, verify: demandUtf8 };
  return [
    (req: Request, _res: Response, next: NextFunction) => {
      if (!hasBody(req) || req.is(JSON_TYPES)) return next();
      if (req.is(FORM_TYPE) && options.takesForm(req.path)) return next();
      next(new Problem(COMMON_ERRORS.UNSUPPORTED_MEDIA_TYPE));
    },
    express.json({ ...common, type: JSON_TYPES, strict: false }),
    express.urlencoded({ ...common, type: FORM_TYPE, extended: false }),
    asProblem,
  ];
}

/** What the parsers throw, in our words: theirs would quote the body. */
const asProblem: ErrorRequestHandler = (error: { status?: number }, _req, _res, next) => {
  if (error instanceof Problem) return next(error);
  if (error.status === 413) return next(new Problem(COMMON_ERRORS.PAYLOAD_TOO_LARGE));
  if (error.status === 415) return next(new Problem(COMMON_ERRORS.UNSUPPORTED_MEDIA_TYPE));
  next(new Problem(COMMON_ERRORS.MALFORMED_JSON, { cause: error }));
};

function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || (req.headers['content-length'] ?? '0') !== '0';
}

/** The parser keeps the status of what is thrown here, and takes any other for a 403. */
function demandUtf8(_req: unknown, _res: unknown, bytes: Buffer, charset: string): void {
  if (charset !== 'utf-8') throw Object.assign(new Error(`The charset is ${charset}`), { status: 415 });
  if (!isUtf8(bytes)) throw Object.assign(new Error('The body is not UTF-8'), { status: 400 });
}
