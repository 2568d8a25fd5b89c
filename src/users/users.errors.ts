import { defineErrors } from '../common/problem.js';

export const USER_ERRORS = defineErrors({
  EMAIL_TAKEN: [409, 'E-mail address taken', 'There is an account with this e-mail address already.'],
  USERNAME_TAKEN: [409, 'Username taken', 'There is an account with this username already.'],
  USERNAME_RESERVED: [422, 'Username reserved', 'This username is kept for the service. Choose another.'],
  LAST_SUPERUSER: [409, 'The last superuser', 'This is the only active superuser: make another first.'],
});
