import { defineErrors } from './problem.js';

export const COMMON_ERRORS = defineErrors({
  MALFORMED_JSON: [400, 'The body is not valid JSON', 'The request body could not be parsed as JSON in UTF-8.'],
  MALFORMED_REQUEST: [400, 'The request could not be parsed', 'The request is malformed.'],
  MALFORMED_HEADER: [400, 'A header is malformed', 'A header of the request could not be parsed.'],
  UNAUTHENTICATED: [401, 'Not authenticated', 'Send a valid access token: Authorization: Bearer <access_token>.'],
  FORBIDDEN: [403, 'Forbidden', 'You have no access to this.'],
  ROUTE_NOT_FOUND: [404, 'No such path', 'There is nothing at this path.'],
  METHOD_NOT_ALLOWED: [
    405,
    'Method not allowed',
    'This path does not answer that method; the Allow header lists those it does.',
  ],
  REQUEST_TIMEOUT: [408, 'The request took too long', 'The request did not arrive in time.'],
  PAYLOAD_TOO_LARGE: [413, 'The body is too large', 'The request body is larger than this server accepts.'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported media type', 'Send the body as application/json, in UTF-8.'],
  EXPECTATION_FAILED: [417, 'Expectation failed', 'The only expectation that this server meets is 100-continue.'],
  VALIDATION_FAILED: [422, 'The request is not valid', 'One or more fields are not valid; errors lists each of them.'],
  TOO_MANY_REQUESTS: [429, 'Too many requests', 'The limit is used up; Retry-After says how many seconds to wait.'],
  HEADERS_TOO_LARGE: [
    431,
    'The headers are too large',
    'The request line and the headers together are larger, or there are more headers, than this server accepts.',
  ],
  INTERNAL_ERROR: [
    500,
    'Internal error',
    'Something went wrong on the server. Quote the request_id when you report it.',
  ],
  SERVICE_UNAVAILABLE: [503, 'Temporarily unavailable', 'The service cannot answer right now. Try again shortly.'],
  OVERLOADED: [
    503,
    'Overloaded',
    'More requests wait than can be served in time. Try again after the time in Retry-After.',
  ],
});
