import { defineErrors } from '../common/problem.js';

export const AUTH_ERRORS = defineErrors({
  INVALID_CREDENTIALS: [
    401,
    'Login failed',
    'The username or the password is wrong, or the account cannot log in right now.',
  ],
  INVALID_TOKEN: [
    401,
    'Access token not accepted',
    'The access token is malformed, expired, revoked or not for this service.',
  ],
  INVALID_REFRESH_TOKEN: [
    401,
    'Refresh token not accepted',
    'The refresh token is malformed, expired, used up or revoked. Log in again.',
  ],
  REAUTHENTICATION_REQUIRED: [
    403,
    'Log in again first',
    'This needs a login not older than 5 minutes, or the password where the request takes it. Log in and try again.',
  ],
  CSRF_TOKEN_INVALID: [
    403,
    'CSRF token missing or wrong',
    'Writes with cookies need the X-CSRF-Token that login handed out.',
  ],
  SESSION_NOT_FOUND: [404, 'No such session', 'You have no session with this id, or it has ended.'],
  WRONG_PASSWORD: [422, 'Wrong password', 'The current password is not the right one.'],
  LINK_NOT_ACCEPTED: [
    422,
    'Link not accepted',
    'The token is wrong, used, expired or replaced by a newer one. Ask for another mail.',
  ],
  EMAIL_NOT_VERIFIED: [
    403,
    'E-mail address not confirmed',
    'Confirm your e-mail address first: the link has been mailed to you.',
  ],
  EMAIL_CHANGED_RECENTLY: [
    409,
    'The e-mail address was changed recently',
    'For 72 hours after a change of the e-mail address the account cannot be deleted: the old address can take it back.',
  ],
  WEAK_PASSWORD: [422, 'The password is too weak', 'Choose another password; errors says what is wanted.'],
  NOT_YOUR_RESOURCE: [
    403,
    'Not yours',
    'The user in the path is not the user of the access token. Use your own id, or me.',
  ],
  TOO_BUSY: [503, 'Too many logins at once', 'The server is busy checking passwords. Try again shortly.'],
});
