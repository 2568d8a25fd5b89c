/** What a client does about each `error_code`; docs/errors.md is made of it and of the catalogues. */
export const ERROR_ADVICE: Record<string, string> = {
  MALFORMED_JSON: 'Mend the client: send JSON in UTF-8. Do not repeat it unchanged.',
  MALFORMED_REQUEST: 'Mend the client: the path, the query or the framing of the request is broken.',
  MALFORMED_HEADER: 'Mend the header that `detail` names.',
  UNAUTHENTICATED: 'Send an access token. Refresh it, or log in.',
  FORBIDDEN: 'Do not repeat it: this account may not do it.',
  CSRF_TOKEN_INVALID:
    'Read the token anew from the header `X-CSRF-Token` of `GET /api/v1/users/me`, and repeat the write with it.',
  ROUTE_NOT_FOUND: 'Mend the path; its case matters.',
  METHOD_NOT_ALLOWED: 'Use a method of the `Allow` header.',
  REQUEST_TIMEOUT: 'Send it again, on a new connection.',
  PAYLOAD_TOO_LARGE: 'Send less, such as a batch in parts (`BODY_LIMIT_BYTES`; 16 kB where no token is asked for).',
  UNSUPPORTED_MEDIA_TYPE: 'Set `Content-Type: application/json` (a PATCH may say `application/merge-patch+json`).',
  EXPECTATION_FAILED: 'Leave the `Expect` header out.',
  VALIDATION_FAILED:
    'Show each entry of `errors` at its field; the [codes of fields](#codes-of-fields) say what is wrong.',
  TOO_MANY_REQUESTS: 'Wait for the seconds of `Retry-After`, then send it again.',
  HEADERS_TOO_LARGE: 'Send fewer or shorter headers and cookies, or a shorter query.',
  INTERNAL_ERROR:
    'Tell the person that it failed, and report the `request_id`. A write with an `Idempotency-Key` can be repeated.',
  SERVICE_UNAVAILABLE:
    'Wait for `Retry-After`, then send it again: reads as they are, writes with the same `Idempotency-Key`.',
  OVERLOADED: 'Wait for `Retry-After`, then send it again, more slowly.',
  INVALID_CREDENTIALS:
    'Let the person try again, or offer the reset of the password. The answer never tells which of the two was wrong.',
  INVALID_TOKEN: 'Refresh once, and repeat the request with the new token. If the refresh fails with 401, log in.',
  INVALID_REFRESH_TOKEN: 'Throw the tokens away and ask for the password.',
  REAUTHENTICATION_REQUIRED:
    'Ask for the password, log in with it (or send it as `current_password` where the operation takes it), and repeat.',
  SESSION_NOT_FOUND: 'Load the list of devices anew.',
  WRONG_PASSWORD: 'Let the person type the current password again.',
  LINK_NOT_ACCEPTED: 'Offer to send another mail.',
  EMAIL_NOT_VERIFIED: 'Ask the person to open the mailed link: each such login sends it again.',
  EMAIL_CHANGED_RECENTLY: 'Wait until the 72 hours are over.',
  WEAK_PASSWORD: 'Show the entries of `errors` beside the password.',
  NOT_YOUR_RESOURCE: 'Use `me`, or the id of the user who is logged in.',
  TOO_BUSY: 'Wait for `Retry-After`, then log in again.',
  USER_NOT_FOUND: 'Load the list of accounts anew.',
  IDEMPOTENCY_KEY_NOT_SUPPORTED:
    'Leave the header out: the operation is safe to repeat as it is, or its answer must not be kept.',
  IDEMPOTENCY_KEY_IN_USE: 'Wait for `Retry-After`, then send the same request under the same key.',
  IDEMPOTENCY_KEY_REUSED: 'Mend the client: make a new key for each new write.',
  INVALID_CURSOR: 'Begin the list anew, without a cursor.',
  TASK_NOT_FOUND: 'Take it out of the list: it was removed, or was never yours.',
  SYNC_EXPIRED:
    'Forget the cursor, read all pages anew, and drop the tasks that are in none of them. Keep what you have not sent yet.',
  TOO_MANY_STREAMS: 'Wait for `Retry-After`, then connect again; meanwhile ask for the changes now and then.',
  STALE_TASK: 'Apply the change to `current`, and send it with the `version` of that as `If-Match`.',
  TASK_EXISTS: 'It was created before, most often by a request whose answer was lost: go on with `current`.',
  IF_MATCH_REQUIRED: 'Send `If-Match: "<version>"` of the task that the person saw.',
  EMAIL_TAKEN: 'Offer to log in, or to reset the password.',
  USERNAME_TAKEN: 'Let the person choose another.',
  USERNAME_RESERVED: 'Let the person choose another.',
  LAST_SUPERUSER: 'Make another superuser first.',
};

/** When each `code` of a field's fault is given, and what to do. */
export const FIELD_ADVICE: Record<string, [when: string, then: string]> = {
  BREACHED: ['The password is in a list of leaked ones.', 'Choose another.'],
  CIRCULAR: [
    'The parent of a task is the task itself, or is beneath it.',
    'Read the tasks again: another device may have moved one.',
  ],
  CONFLICTING_FIELDS: ['Two fields exclude each other, such as `due_date` and `due_at`.', 'Send one of them.'],
  COOKIES_OFF: ['The server gives no cookies.', 'Use `POST /api/v1/auth/login`, or set `AUTH_COOKIES=true`.'],
  INVALID_EMAIL: ['It is not an e-mail address.', 'Let the person mend it.'],
  INVALID_LENGTH: ['The text or list is too short or too long; `detail` has the bounds.', 'Let the person mend it.'],
  INVALID_TEXT: ['It holds NUL, half a character or control characters.', 'Take them out.'],
  INVALID_TYPE: ['It is of another JSON type; nothing is converted.', 'Mend the client.'],
  INVALID_UUID: ['It is not a UUID.', 'Mend the client.'],
  INVALID_VALUE: ['It is none of the values, or not of the form, that `detail` names.', 'Mend the client.'],
  READ_ONLY: ['A field that the server sets is not as stored.', 'Leave it out, or load the record anew.'],
  REQUIRED: ['It is missing.', 'Send it.'],
  RESERVED: ['The username speaks for the service.', 'Choose another.'],
  STALE_TASK: [
    'An operation of a batch says of a task what is not so any more: `current`, and `conflicts` for a `base`.',
    'Show both, or write on top of `current`.',
  ],
  TASK_NOT_FOUND: [
    'An operation of a batch, a `parent_id` or a neighbour names a task that is not there.',
    'Take it out of the batch; read the tasks again.',
  ],
  TOO_COMMON: ['The password is one of the most common, or like one.', 'Choose another.'],
  TOO_DEEP: ['The JSON nests too deeply, or the tree of tasks.', 'Mend the client; put the task into a higher level.'],
  TOO_LARGE: ['The number is too large.', 'Stay within the bounds of `detail`.'],
  TOO_LONG: ['The text is too long.', 'Shorten it.'],
  TOO_MANY: ['The list has too many entries.', 'Send fewer.'],
  TOO_PERSONAL: [
    'The password holds the username, the name, the address or the name of the service.',
    'Choose another.',
  ],
  TOO_PREDICTABLE: ['The password is a sequence, a repetition or a walk over the keyboard.', 'Choose another.'],
  TOO_SHORT: ['The text is too short.', 'Lengthen it.'],
  TOO_SIMPLE: [
    'The password mixes too few kinds of characters for its length.',
    'Mix more kinds, or take 15 characters.',
  ],
  TOO_SMALL: ['The number is too small.', 'Stay within the bounds of `detail`.'],
  UNKNOWN_FIELD: ['There is no such field or parameter here.', 'Leave it out: nothing is dropped silently.'],
  WRONG_PASSWORD: ['The current password is not the right one.', 'Let the person type it again.'],
};
