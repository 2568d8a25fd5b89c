import type { Principal } from '../common/principal.js';
import { Problem } from '../common/problem.js';
import { AUTH_ERRORS } from './auth.errors.js';

/** How fresh a login must be for what cannot be undone. */
const RECENT_LOGIN_SECONDS = 300;

/**
 * @param now in milliseconds since the epoch.
 * @throws Problem REAUTHENTICATION_REQUIRED if the login of this session is older than five minutes.
 */
export function demandRecentLogin(caller: Principal, now: number): void {
  if (now / 1000 - caller.authTime > RECENT_LOGIN_SECONDS) throw new Problem(AUTH_ERRORS.REAUTHENTICATION_REQUIRED);
}
