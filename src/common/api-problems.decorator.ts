import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { ErrorDefinition } from './problem.js';

/** The OpenAPI extension in which an operation carries its own errors until the document is finished. */
export const PROBLEMS_EXTENSION = 'x-problems';

/** The OpenAPI extension of a public operation that counts against a rate limit. */
export const RATE_LIMIT_EXTENSION = 'x-rate-limited';

/** The OpenAPI extension of an operation that takes an `Idempotency-Key`. */
export const IDEMPOTENT_EXTENSION = 'x-idempotent';

/** Documents which entries of the catalogues an operation answers with, beyond those that every operation shares. */
export const ApiProblems = (...definitions: ErrorDefinition[]) =>
  applyDecorators(ApiExtension(PROBLEMS_EXTENSION, definitions));
