import { defineErrors } from '../common/problem.js';

export const TASK_ERRORS = defineErrors({
  INVALID_CURSOR: [
    400,
    'Not a cursor of this list',
    'The cursor was not given out for this list: take next_cursor of a page with the same filters and sort.',
  ],
  TASK_NOT_FOUND: [404, 'No such task', 'You have no task with this id.'],
  STALE_TASK: [
    412,
    'The task has changed',
    'The task is not as If-Match, if_version or base says; current is how it is now.',
  ],
  TASK_EXISTS: [
    412,
    'The id is taken',
    'You have had a task with this id already; current is how it is now, unless it was deleted long ago.',
  ],
  IF_MATCH_REQUIRED: [
    428,
    'If-Match is required',
    'Send If-Match with the ETag of the task that you change; in a batch, if_version or base.',
  ],
});
