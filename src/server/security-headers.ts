import type { Request, Response } from 'express';
import helmet from 'helmet';

/** The headers that OWASP's sheet for REST asks for, worked out once. An answer of the API is never a page: nothing may run in it. */
export function securityHeaders(): Map<string, string> {
  const headers = new Map<string, string>();
  const recorder = { setHeader: (name: string, value: string) => headers.set(name, value), removeHeader: () => {} };
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"] },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
  })({} as Request, recorder as unknown as Response, () => {});
  return headers;
}
