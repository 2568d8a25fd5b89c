/** What our statements rely on: the defaults of a role, a database or a server may differ. Any role can set these. */
export const SESSION_SETTINGS: readonly string[] = [
  `DateStyle = 'ISO, MDY'`,
  `IntervalStyle = 'postgres'`,
  `TimeZone = 'UTC'`,
  `client_encoding = 'UTF8'`,
  `bytea_output = 'hex'`,
  `extra_float_digits = 1`,
  `array_nulls = on`,
  `standard_conforming_strings = on`,
  `transform_null_equals = off`,
  `search_path = public, pg_temp`,
  // Even our own settings may have defaults in a role.
  `row_security = on`,
  `gin_fuzzy_search_limit = 0`,
  `app.user_id = ''`,
  `app.scope = ''`,
  `app.search = ''`,
];

export const TRANSACTION_DEFAULTS: readonly string[] = [
  `default_transaction_isolation = 'read committed'`,
  `default_transaction_read_only = off`,
  `default_transaction_deferrable = off`,
];
