import { defineErrors } from '../common/problem.js';

export const TASK_ERRORS = defineErrors({
  TASK_NOT_FOUND: [404, 'No such task', 'You have no task with this id.'],
});
