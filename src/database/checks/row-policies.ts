import {
  AUDIT_DAYS,
  IDEMPOTENCY_KEY_HOURS,
  OVER_HOURS,
  REVOCATION_MINUTES,
  TOMBSTONE_DAYS,
  TRASH_DAYS,
} from '../retention.js';

/** What a policy can be for. None is for ALL. */
export type Command = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** One policy: its conditions are as PostgreSQL writes them out (`pg_get_expr`). */
export interface RowPolicy {
  name: string;
  command: Command;
  using: string | null;
  check: string | null;
}

const OWNER = `(NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid`;
const OWNED = `(user_id = ${OWNER})`;
const scope = (name: string) => `(current_setting('app.scope'::text, true) = '${name}'::text)`;
const olderThan = (column: string, interval: string) => `(${column} < (now() - '${interval}'::interval))`;

const EXPIRED_TASK = `${scope('purge')} AND ${olderThan('deleted_at', `${TRASH_DAYS} days`)}`;
const EXPIRED_TOMBSTONE = `${scope('purge')} AND (purged_at IS NOT NULL) AND ${olderThan('deleted_at', `${TOMBSTONE_DAYS} days`)}`;
const EXPIRED_KEY = `${scope('purge')} AND ${olderThan('created_at', `${IDEMPOTENCY_KEY_HOURS}:00:00`)}`;
const EXPIRED_REVOCATION = `${scope('session_revocations')} AND ${olderThan('revoked_at', `00:0${REVOCATION_MINUTES}:00`)}`;
const OVER = `${scope('retention')} AND ${olderThan('expires_at', `${OVER_HOURS}:00:00`)}`;
const ENDED_SESSION = `${scope('retention')} AND ${olderThan('COALESCE(revoked_at, expires_at)', `${OVER_HOURS}:00:00`)}`;
const OLD_EVENT = `${scope('retention')} AND ${olderThan('occurred_at', `${AUDIT_DAYS} days`)}`;
const OPEN_RESTORATION = `${scope('identity')} AND (used_at IS NULL) AND (expires_at > now())`;
const BLANK =
  `(purged_at IS NOT NULL) AND ((title)::text = ''::text) AND (description IS NULL) AND (tags = '{}'::text[])` +
  ` AND (due IS NULL) AND (completed_at IS NULL) AND (priority = 0) AND (search_text = ''::text)`;
const SEARCHED = `(search_text ~~ COALESCE(NULLIF(current_setting('app.search'::text, true), ''::text), '%'::text))`;

const seen = (using: string, name = 'select') => ({ name, command: 'SELECT' as const, using, check: null });
const inserted = (check: string) => ({ name: 'insert', command: 'INSERT' as const, using: null, check });
const updated = (using: string, check = using) => ({ name: 'update', command: 'UPDATE' as const, using, check });
const deleted = (using: string) => ({ name: 'delete', command: 'DELETE' as const, using, check: null });

/** The policies of a table that is not described: users see and change their own rows. */
const BY_OWNER = [seen(OWNED), inserted(OWNED), updated(OWNED), deleted(OWNED)];

/** By the end of their names. All tables with a column `user_id` are checked, described or not. */
const DESCRIBED: Record<string, RowPolicy[]> = {
  users: [
    seen(`((id = ${OWNER}) OR ${scope('identity')})`),
    inserted(`((id = ${OWNER}) OR ${scope('identity')})`),
    updated(`(id = ${OWNER})`),
    deleted(`(id = ${OWNER})`),
  ],
  sessions: [
    seen(`(${OWNED} OR (${ENDED_SESSION}))`),
    inserted(OWNED),
    updated(OWNED),
    deleted(`(${OWNED} OR (${ENDED_SESSION}))`),
  ],
  task_sequences: BY_OWNER,
  mail_tokens: [seen(`(${OWNED} OR (${OVER}))`), inserted(OWNED), updated(OWNED), deleted(`(${OWNED} OR (${OVER}))`)],
  email_restorations: [
    seen(`(${OWNED} OR (${OPEN_RESTORATION}) OR (${OVER}))`),
    inserted(OWNED),
    updated(OWNED),
    deleted(`(${OWNED} OR (${OVER}))`),
  ],
  password_proofs: BY_OWNER,
  login_attempts: [...BY_OWNER, seen(scope('identity'), 'identity')],
  tasks: [
    seen(`((${OWNED} OR (${EXPIRED_TASK})) AND ${SEARCHED})`),
    inserted(OWNED),
    updated(`(${OWNED} OR (${EXPIRED_TASK}))`, `(${OWNED} OR (${EXPIRED_TASK} AND ${BLANK}))`),
    deleted(`(${OWNED} OR (${EXPIRED_TOMBSTONE}))`),
  ],
  idempotency_keys: [
    seen(`(${OWNED} OR (${EXPIRED_KEY}))`),
    inserted(OWNED),
    updated(OWNED),
    deleted(`(${OWNED} OR (${EXPIRED_KEY}))`),
  ],
  session_revocations: [
    seen(`(${OWNED} OR ${scope('session_revocations')})`),
    inserted(OWNED),
    deleted(`(${EXPIRED_REVOCATION})`),
  ],
  audit_events: [
    seen(`(${scope('audit')} OR (${OLD_EVENT}))`),
    deleted(`(${OLD_EVENT})`),
    inserted(`(${OWNED} OR (${scope('stranger')} AND (user_id IS NULL) AND (actor_id IS NULL)))`),
  ],
};

/** The tables that must be there. */
export const DESCRIBED_TABLES = Object.keys(DESCRIBED);

/** The policies that a table of users' rows must have: these and no others, permissive, for every role. */
export function expectedPolicies(table: string): RowPolicy[] {
  return (DESCRIBED[table] ?? BY_OWNER).map((policy) => ({ ...policy, name: `${table}_${policy.name}` }));
}

/** The statement that makes a policy again. */
export function creationOf(table: string, { name, command, using, check }: RowPolicy): string {
  return (
    `CREATE POLICY ${name} ON ${table} FOR ${command}` +
    (using === null ? '' : ` USING (${using})`) +
    (check === null ? '' : ` WITH CHECK (${check})`)
  );
}
