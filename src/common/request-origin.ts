import type { Request } from 'express';
import { clientAddress } from './client-address.js';

/** Where a request comes from, for the list of devices and for the audit. */
export interface RequestOrigin {
  ip: string | null;
  userAgent: string | null;
}

/** The agent is cut to 500 characters and has no control or format characters left: it is shown in lists and logs. */
export function originOf(req: Request): RequestOrigin {
  const agent = req
    .get('user-agent')
    ?.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .slice(0, 500);
  return { ip: clientAddress(req), userAgent: agent ?? null };
}
