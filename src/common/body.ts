import express, { type Request, type RequestHandler } from 'express';
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
export function bodyParser(options: { limitBytes: number; takesForm: (path: string) => boolean }): RequestHandler {
  const common = { limit: options.limitBytes, verify: demandUtf8 };
  const json = express.json({ ...common, type: JSON_TYPES, strict: false });
  const form = express.urlencoded({ ...common, type: FORM_TYPE, extended: false });
  return (req, res, next) => {
    if (!hasBody(req)) return next();
    const done = (error?: unknown) => next(error && asProblem(error));
    if (req.is(JSON_TYPES)) json(req, res, done);
    else if (req.is(FORM_TYPE) && options.takesForm(req.path)) form(req, res, done);
    else next(new Problem(COMMON_ERRORS.UNSUPPORTED_MEDIA_TYPE));
  };
}

/** What the parsers throw, in our words: theirs would quote the body. */
function asProblem(error: unknown): Problem {
  const { status } = error as { status?: number };
  if (status === 413) return new Problem(COMMON_ERRORS.PAYLOAD_TOO_LARGE);
  if (status === 415) return new Problem(COMMON_ERRORS.UNSUPPORTED_MEDIA_TYPE);
  return new Problem(COMMON_ERRORS.MALFORMED_JSON, { cause: error });
}

function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || (req.headers['content-length'] ?? '0') !== '0';
}

/** The parser keeps the status of what is thrown here, and takes any other for a 403. */
function demandUtf8(_req: unknown, _res: unknown, bytes: Buffer, charset: string): void {
  if (charset !== 'utf-8') throw Object.assign(new Error(`The charset is ${charset}`), { status: 415 });
  if (!isUtf8(bytes)) throw Object.assign(new Error('The body is not UTF-8'), { status: 400 });
}
