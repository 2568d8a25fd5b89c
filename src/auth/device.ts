import type { Request } from 'express';
import { isIP } from 'node:net';

/** Where a login comes from, for the list of devices. */
export interface Device {
  userAgent: string | null;
  ip: string | null;
}

/** What a request tells of its device. Behind a proxy that is believed, the address is whatever that wrote: it may be none. */
export function deviceOf(req: Request): Device {
  const ip = req.ip?.replace(/%.*$/, '') ?? '';
  return { userAgent: req.get('user-agent')?.slice(0, 500) ?? null, ip: isIP(ip) > 0 ? ip : null };
}
