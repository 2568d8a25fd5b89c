import type { Response } from 'express';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';

/** The length of every window, in seconds. */
export const WINDOW_SECONDS = 60;

/** A quota, for the headers of draft-ietf-httpapi-ratelimit-headers-10. */
export interface Policy {
  name: string;
  /** Requests in a window. */
  quota: number;
}

/** Where a caller stands with a policy. */
export interface Usage {
  /** Requests in the open window, this one among them. */
  used: number;
  /** Milliseconds until the window closes. */
  closesIn: number;
}

/**
 * Tells the caller where it stands, beside what other policies have told.
 *
 * @throws Problem TOO_MANY_REQUESTS if this request is past the quota.
 */
export function answerFor(res: Response, { name, quota }: Policy, { used, closesIn }: Usage): void {
  const seconds = Math.max(1, Math.ceil(closesIn / 1000));
  add(res, 'RateLimit-Policy', `"${name}";q=${quota};w=${WINDOW_SECONDS}`);
  add(res, 'RateLimit', `"${name}";r=${Math.max(0, quota - used)};t=${seconds}`);
  if (used > quota) throw new Problem(COMMON_ERRORS.TOO_MANY_REQUESTS, { headers: { 'Retry-After': String(seconds) } });
}

function add(res: Response, header: string, item: string): void {
  const before = res.getHeader(header);
  res.setHeader(header, before === undefined ? item : `${String(before)}, ${item}`);
}
