import type { Response } from 'express';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';

export const WINDOW_SECONDS = 60;

export interface Policy {
  name: string;
  quota: number;
}

export interface Usage {
  /** Requests in the open window, with this one. */
  used: number;
  /** Milliseconds until the window closes. */
  closesIn: number;
}

/** Adds the headers of draft-ietf-httpapi-ratelimit-headers-10. @throws Problem TOO_MANY_REQUESTS past the quota. */
export function enforceQuota(res: Response, { name, quota }: Policy, { used, closesIn }: Usage): void {
  const seconds = Math.max(1, Math.ceil(closesIn / 1000));
  addItem(res, 'RateLimit-Policy', `"${name}";q=${quota};w=${WINDOW_SECONDS}`);
  addItem(res, 'RateLimit', `"${name}";r=${Math.max(0, quota - used)};t=${seconds}`);
  if (used > quota) throw new Problem(COMMON_ERRORS.TOO_MANY_REQUESTS, { headers: { 'Retry-After': String(seconds) } });
}

function addItem(res: Response, header: string, item: string): void {
  const before = res.getHeader(header);
  res.setHeader(header, before === undefined ? item : `${String(before)}, ${item}`);
}
