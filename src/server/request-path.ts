import type { Request } from 'express';
import { API_BASE } from '../common/api-base.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';
import { isEscapedUtf8 } from '../common/escaped-text.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** Whether the path begins with /api, known or not. */
    isApi: boolean;
  }
}

/** The characters of a path (RFC 3986, 3.3). With any other, Express might see another path than we do. */
const PATH = /^\/[\w\-.~!$&'()*+,;=:@%/]*$/;

/**
 * Sets `url`, `isApi` and `originalUrl`, which is as the client sent it, before a proxy removed `publicPath`. Decodes
 * nothing. @returns false if the path is malformed.
 */
export function normalizePath(req: Request, publicPath: string): boolean {
  // A client may send a whole URL (RFC 9112, 3.2.2), of which only the path and the query count.
  if (!req.url.startsWith('/')) req.url = req.url.replace(/^https?:\/\/[^/?#]*\/?/i, '/');
  const { url } = req;
  req.originalUrl = publicPath + url;
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  req.isApi = path === '/api' || path.startsWith('/api/');
  // The alias without a version has the same routes, so it cannot have other rules or counters.
  if (path.startsWith('/api/') && !/^\/api\/v\d+(\/|$)/.test(path)) req.url = API_BASE + url.slice('/api'.length);
  return PATH.test(path) && !url.includes('#');
}

export function queryFault({ url }: Request): Problem | undefined {
  const query = url.indexOf('?');
  if (query < 0 || isEscapedUtf8(url.slice(query))) return undefined;
  return new Problem(COMMON_ERRORS.MALFORMED_REQUEST, { detail: 'The query of the URL is not in UTF-8.' });
}
