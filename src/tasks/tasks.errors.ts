import { defineErrors } from '../common/problem.js';

export const TASK_ERRORS = defineErrors({
  INVALID_CURSOR: [
    400,
    'Not a cursor of this list',
    'The cursor was not given out for this list: take next_cursor of a page with the same filters and sort.',
  ],
  MALFORMED_HEADER: [400, 'A header is malformed', 'A header of the request could not be parsed.'],
  TASK_NOT_FOUND: [404, 'No such task', 'You have no task with this id.'],
  IDEMPOTENCY_KEY_IN_USE: [
    409,
    'Still running',
    'The first request with this Idempotency-Key is still running. Try again shortly.',
  ],
  STALE_TASK: [
    412,
    'The task has changed',
    'The task is not at the version that If-Match names; current is how it is now.',
  ],
  TASK_EXISTS: [
    412,
    'The id is taken',
    'You have had a task with this id already; current is how it is now, unless it was deleted long ago.',
  ],
  IDEMPOTENCY_KEY_REUSED: [
    422,
    'The key belongs to another request',
    'This Idempotency-Key came with another method, path or body before.',
  ],
  IF_MATCH_REQUIRED: [428, 'If-Match is required', 'Send If-Match with the ETag of the task that you change.'],
});
