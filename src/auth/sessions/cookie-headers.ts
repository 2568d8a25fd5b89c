import { ApiHeader } from '@nestjs/swagger';

/** For the OpenAPI document, as all in this file: the headers of a response that sets the cookies of a session. */
export const COOKIE_HEADERS = {
  'Set-Cookie': {
    description:
      '`__Host-access` (the access token, for every path) and `__Secure-refresh` (the refresh token, for `/api/v1/auth` and `/api/auth`); both `HttpOnly`, `Secure` and `SameSite=Strict`. A login sets `__Host-device` as well.',
    schema: { type: 'string' as const },
  },
  'X-CSRF-Token': {
    description: 'The same as `csrf_token`: send it with every write.',
    schema: { type: 'string' as const },
  },
};

export const DEVICE_HEADERS = {
  'Set-Cookie': {
    description: '`__Host-device`, by which the device is known at the next login; it opens nothing.',
    schema: { type: 'string' as const },
  },
};

export const ApiCsrfToken = () =>
  ApiHeader({
    name: 'X-CSRF-Token',
    required: false,
    description: 'The `csrf_token` of the session. Needed with cookies, and only then.',
    schema: { type: 'string' },
  });
