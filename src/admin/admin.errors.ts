import { defineErrors } from '../common/problem.js';

export const ADMIN_ERRORS = defineErrors({
  USER_NOT_FOUND: [404, 'No such user', 'There is no account with this id.'],
});
