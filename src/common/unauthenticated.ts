import { COMMON_ERRORS } from './common.errors.js';
import { type ErrorDefinition, Problem } from './problem.js';

/** A 401, with the scheme to authenticate by (RFC 6750, section 3). @param error is named where a token was not accepted. */
export function unauthenticated(definition: ErrorDefinition = COMMON_ERRORS.UNAUTHENTICATED, error?: string): Problem {
  const challenge = error === undefined ? 'Bearer' : `Bearer error="${error}"`;
  return new Problem(definition, { headers: { 'WWW-Authenticate': challenge } });
}
