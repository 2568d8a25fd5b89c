import type { Request } from 'express';
import { clientAddress } from './client-address.js';

export interface RequestOrigin {
  ip: string | null;
  userAgent: string | null;
}

export function originOf(req: Request): RequestOrigin {
  // It is shown in lists and logs.
  const agent = req
    .get('user-agent')
    ?.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .slice(0, 500);
  return { ip: clientAddress(req), userAgent: agent ?? null };
}
