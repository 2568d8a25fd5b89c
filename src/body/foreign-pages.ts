import type { Request } from 'express';
import type { BodyConfig } from '../config/slices.js';
import { originMatcher } from '../config/origins.js';

/** By Fetch Metadata or, in older browsers, by `Origin`; clients that are no browsers send neither. */
export function foreignPageMatcher({ CORS_ORIGINS, NODE_ENV }: BodyConfig): (req: Request) => boolean {
  const allows = originMatcher(CORS_ORIGINS, NODE_ENV === 'development');
  return ({ headers: { origin, host, 'sec-fetch-site': site } }) => {
    if (origin !== undefined && allows(origin)) return false;
    if (site !== undefined) return site !== 'same-origin' && site !== 'none';
    // Without the scheme, because TLS may end at a proxy.
    return origin !== undefined && origin.replace(/^https?:\/\//, '') !== host;
  };
}
