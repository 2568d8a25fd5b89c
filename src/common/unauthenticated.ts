import { COMMON_ERRORS } from './common.errors.js';
import { type ErrorDefinition, Problem } from './problem.js';

/** A 401 with its challenge (RFC 6750, section 3). @param error if a token was not accepted. */
export function unauthenticated(definition: ErrorDefinition = COMMON_ERRORS.UNAUTHENTICATED, error?: string): Problem {
  const challenge = error === undefined ? 'Bearer' : `Bearer error="${error}"`;
  return new Problem(definition, { headers: { 'WWW-Authenticate': challenge } });
}
