import type { Request } from 'express';
import { API_BASE } from '../common/api-base.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';
import { isEscapedUtf8 } from '../common/escaped-text.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** The path is one of the API's, whether there is anything at it or not. */
    isApi: boolean;
  }
}

/** The characters of a path (RFC 3986, 3.3). With any other, what reads the URL next might see another path. */
const PATH = /^\/[\w\-.~!$&'()*+,;=:@%/]*$/;

/**
 * Decides what the path of a request is, once for all that depends on it: takes it out of a whole URL, resolves the
 * alias without a version, and says whether it belongs to the API. Letter case matters, and nothing is decoded.
 *
 * @returns false if it is none, and nothing can be found at it.
 */
export function decidePath(req: Request): boolean {
  // To a proxy a request names its whole URL (RFC 9112, 3.2.2); nothing answers with the other parts of it.
  if (!req.url.startsWith('/')) req.url = req.url.replace(/^https?:\/\/[^/?#]*\/?/i, '/');
  const { url } = req;
  req.originalUrl = url;
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  req.isApi = path === '/api' || path.startsWith('/api/');
  // One set of routes, so that the alias can have no rules or counters of its own.
  if (path.startsWith('/api/') && !/^\/api\/v\d+(\/|$)/.test(path)) req.url = API_BASE + url.slice('/api'.length);
  return PATH.test(path) && !url.includes('#');
}

/** The answer to a query whose bytes are no text; undefined if there is nothing of the kind. */
export function queryFault({ url }: Request): Problem | undefined {
  const query = url.indexOf('?');
  if (query < 0 || isEscapedUtf8(url.slice(query))) return undefined;
  return new Problem(COMMON_ERRORS.MALFORMED_REQUEST, { detail: 'The query of the URL is not in UTF-8.' });
}
