import { IDEMPOTENCY_KEY_HOURS, REVOCATION_MINUTES, TOMBSTONE_DAYS, TRASH_DAYS } from '../retention.js';

/** What a policy can be for, as `pg_policies` names it. */
export const COMMANDS = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
export type Command = (typeof COMMANDS)[number];

/** The conditions of one policy, as PostgreSQL writes them out (`pg_get_expr`). */
export interface RowPolicy {
  using: string | null;
  check: string | null;
}

/** At most one policy for each command. Where there is none, nobody may do that. */
export type TablePolicies = Partial<Record<Command, RowPolicy>>;

const OWNER = `(NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid`;
const OWNED = `(user_id = ${OWNER})`;
const scope = (name: string) => `(current_setting('app.scope'::text, true) = '${name}'::text)`;
const olderThan = (column: string, interval: string) => `(${column} < (now() - '${interval}'::interval))`;

const EXPIRED_TASK = `${scope('purge')} AND ${olderThan('deleted_at', `${TRASH_DAYS} days`)}`;
const EXPIRED_TOMBSTONE = `${scope('purge')} AND (purged_at IS NOT NULL) AND ${olderThan('deleted_at', `${TOMBSTONE_DAYS} days`)}`;
const EXPIRED_KEY = `${scope('purge')} AND ${olderThan('created_at', `${IDEMPOTENCY_KEY_HOURS}:00:00`)}`;
const EXPIRED_REVOCATION = `${scope('session_revocations')} AND ${olderThan('revoked_at', `00:0${REVOCATION_MINUTES}:00`)}`;
const BLANK =
  `(purged_at IS NOT NULL) AND ((title)::text = ''::text) AND (description IS NULL) AND (tags = '{}'::text[])` +
  ` AND (due IS NULL) AND (completed_at IS NULL) AND (priority = 0) AND (search_text = ''::text)`;
const SEARCHED = `(search_text ~~ COALESCE(NULLIF(current_setting('app.search'::text, true), ''::text), '%'::text))`;

/** What every table of users' rows has if nothing else is said: each user does with their own rows as they like. */
const BY_OWNER: TablePolicies = {
  SELECT: { using: OWNED, check: null },
  INSERT: { using: null, check: OWNED },
  UPDATE: { using: OWNED, check: OWNED },
  DELETE: { using: OWNED, check: null },
};

/** The tables of which something else is said. All that have a column `user_id` are checked, named here or not. */
const DESCRIBED: Record<string, TablePolicies> = {
  users: {
    SELECT: { using: `((id = ${OWNER}) OR ${scope('identity')})`, check: null },
    INSERT: { using: null, check: `((id = ${OWNER}) OR ${scope('identity')})` },
    UPDATE: { using: `(id = ${OWNER})`, check: `(id = ${OWNER})` },
    DELETE: { using: `(id = ${OWNER})`, check: null },
  },
  sessions: BY_OWNER,
  task_sequences: BY_OWNER,
  mail_tokens: BY_OWNER,
  tasks: {
    ...BY_OWNER,
    SELECT: { using: `((${OWNED} OR (${EXPIRED_TASK})) AND ${SEARCHED})`, check: null },
    UPDATE: { using: `(${OWNED} OR (${EXPIRED_TASK}))`, check: `(${OWNED} OR (${EXPIRED_TASK} AND ${BLANK}))` },
    DELETE: { using: `(${OWNED} OR (${EXPIRED_TOMBSTONE}))`, check: null },
  },
  idempotency_keys: {
    ...BY_OWNER,
    SELECT: { using: `(${OWNED} OR (${EXPIRED_KEY}))`, check: null },
    DELETE: { using: `(${OWNED} OR (${EXPIRED_KEY}))`, check: null },
  },
  session_revocations: {
    SELECT: { using: `(${OWNED} OR ${scope('session_revocations')})`, check: null },
    INSERT: { using: null, check: OWNED },
    DELETE: { using: `(${EXPIRED_REVOCATION})`, check: null },
  },
  audit_events: {
    SELECT: { using: scope('audit'), check: null },
    INSERT: {
      using: null,
      check: `(${OWNED} OR (${scope('stranger')} AND (user_id IS NULL) AND (actor_id IS NULL)))`,
    },
  },
};

/** The tables that must be there. */
export const DESCRIBED_TABLES = Object.keys(DESCRIBED);

/** The policies that a table of users' rows must have: these and no others, permissive, for every role. */
export function expectedPolicies(table: string): TablePolicies {
  return DESCRIBED[table] ?? BY_OWNER;
}

/** The one name that the policy of a table for a command may have. */
export function policyName(table: string, command: Command): string {
  return `${table}_${command.toLowerCase()}`;
}

/** The statement that makes a policy again. */
export function creationOf(table: string, command: Command, { using, check }: RowPolicy): string {
  return (
    `CREATE POLICY ${policyName(table, command)} ON ${table} FOR ${command}` +
    (using === null ? '' : ` USING (${using})`) +
    (check === null ? '' : ` WITH CHECK (${check})`)
  );
}
