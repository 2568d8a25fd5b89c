/** What can be wrong with one field: the `code` of each entry of `errors`. Stable, and listed in the OpenAPI document. */
export const FAULT_CODES = [
  'CONFLICTING_FIELDS',
  'COOKIES_OFF',
  'INVALID_EMAIL',
  'INVALID_LENGTH',
  'INVALID_TEXT',
  'INVALID_TYPE',
  'INVALID_UUID',
  'INVALID_VALUE',
  'READ_ONLY',
  'REQUIRED',
  'TASK_NOT_FOUND',
  'TOO_COMMON',
  'TOO_DEEP',
  'TOO_LARGE',
  'TOO_LONG',
  'TOO_MANY',
  'TOO_SHORT',
  'TOO_SIMPLE',
  'TOO_SMALL',
  'UNKNOWN_FIELD',
  'WRONG_PASSWORD',
] as const;

export type FaultCode = (typeof FAULT_CODES)[number];
