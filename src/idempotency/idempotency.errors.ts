import { defineErrors } from '../common/problem.js';

export const IDEMPOTENCY_ERRORS = defineErrors({
  IDEMPOTENCY_KEY_NOT_SUPPORTED: [
    400,
    'No Idempotency-Key here',
    'This operation cannot keep its answer under an Idempotency-Key. Send the request without one.',
  ],
  IDEMPOTENCY_KEY_IN_USE: [
    409,
    'Still running',
    'The first request with this Idempotency-Key is still running. Try again shortly.',
  ],
  IDEMPOTENCY_KEY_REUSED: [
    422,
    'The key belongs to another request',
    'This Idempotency-Key came with another method, path or body before.',
  ],
});
