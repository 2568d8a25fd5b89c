import type { OpenAPIObject } from '@nestjs/swagger';
import { AUTH_ERRORS } from '../auth/auth.errors.js';
import { IDEMPOTENT_EXTENSION, PROBLEMS_EXTENSION, RATE_LIMIT_EXTENSION } from '../common/api-problems.decorator.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import type { ErrorDefinition } from '../common/problem.js';
import { IDEMPOTENCY_ERRORS } from '../idempotency/idempotency.errors.js';
import { sharedHeaders } from './headers.js';
import type { ProblemResponses } from './problem-responses.js';

export type Operation = OpenAPIObject['paths'][string]['get'] &
  object & {
    [PROBLEMS_EXTENSION]?: ErrorDefinition[];
    [RATE_LIMIT_EXTENSION]?: boolean;
    [IDEMPOTENT_EXTENSION]?: boolean;
  };

/** Adds what operations share: authentication, errors and headers. */
export function finishOperation(path: string, operation: Operation, writes: boolean, problems: ProblemResponses): void {
  operation.parameters?.sort((a, b) => placeOf(path, a) - placeOf(path, b));
  const secured = operation.security !== undefined;
  operation.security = secured ? [{ bearerAuth: [] }] : [];
  const own = operation[PROBLEMS_EXTENSION] ?? [];
  const limited = secured || operation[RATE_LIMIT_EXTENSION] === true;
  const idempotent = operation[IDEMPOTENT_EXTENSION] === true;
  delete operation[IDEMPOTENT_EXTENSION];
  delete operation[PROBLEMS_EXTENSION];
  delete operation[RATE_LIMIT_EXTENSION];
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response !== undefined && !('$ref' in response))
      response.headers = { ...response.headers, ...sharedHeaders(status, limited) };
  }
  const definitions = [
    ...own,
    ...sharedErrors(operation, secured, writes),
    ...(limited ? [COMMON_ERRORS.TOO_MANY_REQUESTS] : []),
    ...(writes ? keyErrors(idempotent) : []),
  ];
  const isHealth = operation.tags?.includes('Health') ?? false;
  for (const status of new Set(definitions.map((definition) => definition.status))) {
    const ofStatus = [...new Set(definitions)].filter((definition) => definition.status === status);
    if (!isHealth || status === 400) operation.responses[status] ??= problems.refer(ofStatus);
  }
}

function keyErrors(idempotent: boolean): ErrorDefinition[] {
  const { IDEMPOTENCY_KEY_NOT_SUPPORTED, IDEMPOTENCY_KEY_IN_USE, IDEMPOTENCY_KEY_REUSED } = IDEMPOTENCY_ERRORS;
  if (!idempotent) return [IDEMPOTENCY_KEY_NOT_SUPPORTED];
  return [COMMON_ERRORS.MALFORMED_HEADER, IDEMPOTENCY_KEY_IN_USE, IDEMPOTENCY_KEY_REUSED];
}

/** Generators make arguments in the order of the parameters: those of the path come first, in its order. */
function placeOf(path: string, parameter: object): number {
  const { in: where, name } = parameter as { in?: string; name?: string };
  return where === 'path' ? path.indexOf(`{${name}}`) : path.length;
}

function sharedErrors(operation: Operation, secured: boolean, writes: boolean): ErrorDefinition[] {
  const hasBody = operation.requestBody !== undefined;
  const owned = operation.parameters?.some((parameter) => 'name' in parameter && parameter.name === 'user_id') ?? false;
  return [
    COMMON_ERRORS.MALFORMED_REQUEST,
    ...(hasBody
      ? [COMMON_ERRORS.MALFORMED_JSON, COMMON_ERRORS.PAYLOAD_TOO_LARGE, COMMON_ERRORS.UNSUPPORTED_MEDIA_TYPE]
      : []),
    ...(hasBody || operation.parameters?.length ? [COMMON_ERRORS.VALIDATION_FAILED] : []),
    ...(secured ? [COMMON_ERRORS.UNAUTHENTICATED, AUTH_ERRORS.INVALID_TOKEN] : []),
    ...(owned ? [AUTH_ERRORS.NOT_YOUR_RESOURCE] : []),
    ...(secured && writes ? [AUTH_ERRORS.CSRF_TOKEN_INVALID] : []),
    COMMON_ERRORS.INTERNAL_ERROR,
    COMMON_ERRORS.SERVICE_UNAVAILABLE,
    COMMON_ERRORS.OVERLOADED,
  ];
}
