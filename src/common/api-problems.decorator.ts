import { applyDecorators } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { ErrorDefinition } from './problem.js';

// Extensions of an operation that are read, and removed, when the OpenAPI document is finished.
export const PROBLEMS_EXTENSION = 'x-problems';
export const RATE_LIMIT_EXTENSION = 'x-rate-limited';
export const IDEMPOTENT_EXTENSION = 'x-idempotent';

export const ApiProblems = (...definitions: ErrorDefinition[]) =>
  applyDecorators(ApiExtension(PROBLEMS_EXTENSION, definitions));
