import { defineErrors } from '../common/problem.js';

export const USER_ERRORS = defineErrors({
  EMAIL_TAKEN: [409, 'E-mail address taken', 'There is an account with this e-mail address already.'],
  USERNAME_TAKEN: [409, 'Username taken', 'There is an account with this username already.'],
  LAST_SUPERUSER: [409, 'The last superuser', 'This is the only active superuser: make another first.'],
});
