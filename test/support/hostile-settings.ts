/** Defaults that a role or a database may have, each of which changes what statements mean or how answers are written. */
export const HOSTILE_SETTINGS: Readonly<Record<string, string>> = {
  DateStyle: `'German, DMY'`,
  IntervalStyle: `'iso_8601'`,
  TimeZone: `'Asia/Kathmandu'`,
  client_encoding: `'LATIN1'`,
  bytea_output: `'escape'`,
  extra_float_digits: '-15',
  array_nulls: 'off',
  standard_conforming_strings: 'off',
  transform_null_equals: 'on',
  search_path: 'nowhere, pg_catalog',
  row_security: 'off',
  gin_fuzzy_search_limit: '1',
  default_transaction_isolation: `'serializable'`,
  default_transaction_read_only: 'on',
  default_transaction_deferrable: 'on',
  statement_timeout: `'7s'`,
  lock_timeout: `'1s'`,
  idle_in_transaction_session_timeout: `'8s'`,
  'app.user_id': `'00000000-0000-4000-8000-000000000000'`,
  'app.scope': `'identity'`,
  'app.search': `'nothing'`,
};

/** The statements that give a role these defaults; run as a superuser. */
export const hostileDefaults = (role: string, database?: string): string =>
  Object.entries(HOSTILE_SETTINGS)
    .map(
      ([name, value]) =>
        `ALTER ROLE ${role} ${database === undefined ? '' : `IN DATABASE ${database}`} SET ${name} = ${value}`,
    )
    .join('; ');
