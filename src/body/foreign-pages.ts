import type { Request } from 'express';
import type { BodyConfig } from '../config/slices.js';
import { originMatcher } from '../config/origins.js';

/**
 * Tells whether a browser sent a request for a page of another origin than ours and those of CORS_ORIGINS. By what
 * browsers say of it themselves (Fetch Metadata), and in older ones by `Origin`; what is no browser says nothing.
 */
export function foreignPages({ CORS_ORIGINS, NODE_ENV }: BodyConfig): (req: Request) => boolean {
  const allows = originMatcher(CORS_ORIGINS, NODE_ENV === 'development');
  return ({ headers: { origin, host, 'sec-fetch-site': site } }) => {
    if (origin !== undefined && allows(origin)) return false;
    if (site !== undefined) return site !== 'same-origin' && site !== 'none';
    // The scheme tells nothing: a proxy in front may have taken the TLS off.
    return origin !== undefined && origin.replace(/^https?:\/\//, '') !== host;
  };
}
