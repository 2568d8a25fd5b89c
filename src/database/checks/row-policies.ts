import {
  AUDIT_DAYS,
  IDEMPOTENCY_KEY_HOURS,
  ENDED_HOURS,
  FAILURE_HOURS,
  REVOCATION_MINUTES,
  TOMBSTONE_DAYS,
  TRASH_DAYS,
  UNVERIFIED_DAYS,
} from '../retention.js';

export type Command = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/** A policy with its conditions as `pg_get_expr` writes them. */
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
const EXPIRED_LINK = `${scope('retention')} AND ${olderThan('expires_at', `${ENDED_HOURS}:00:00`)}`;
const ENDED_SESSION = `${scope('retention')} AND ${olderThan('COALESCE(revoked_at, expires_at)', `${ENDED_HOURS}:00:00`)}`;
const FORGOTTEN_FAILURE = `${scope('retention')} AND ${olderThan('failed_at', `${FAILURE_HOURS}:00:00`)}`;
const UNVERIFIED = `${scope('retention')} AND (email_verified_at IS NULL) AND is_active AND (NOT is_superuser) AND ${olderThan('created_at', `${UNVERIFIED_DAYS} days`)}`;
const OLD_EVENT = `${scope('retention')} AND ${olderThan('occurred_at', `${AUDIT_DAYS} days`)}`;
const OPEN_RESTORATION = `${scope('identity')} AND (used_at IS NULL) AND (expires_at > now())`;
const BLANKED =
  `(purged_at IS NOT NULL) AND ((title)::text = ''::text) AND (description IS NULL) AND (tags = '{}'::text[])` +
  ` AND (due IS NULL) AND (completed_at IS NULL) AND (priority = 0) AND (search_text = ''::text) AND (extra IS NULL)` +
  ` AND (parent_id IS NULL)`;
const SEARCHED = `(search_text ~~ COALESCE(NULLIF(current_setting('app.search'::text, true), ''::text), '%'::text))`;

const selectPolicy = (using: string, name = 'select') => ({ name, command: 'SELECT' as const, using, check: null });
const insertPolicy = (check: string) => ({ name: 'insert', command: 'INSERT' as const, using: null, check });
const updatePolicy = (using: string, check = using) => ({ name: 'update', command: 'UPDATE' as const, using, check });
const deletePolicy = (using: string) => ({ name: 'delete', command: 'DELETE' as const, using, check: null });

const BY_OWNER = [selectPolicy(OWNED), insertPolicy(OWNED), updatePolicy(OWNED), deletePolicy(OWNED)];

const FORGOTTEN_BY_OWNER = [
  selectPolicy(`(${OWNED} OR (${FORGOTTEN_FAILURE}))`),
  insertPolicy(OWNED),
  updatePolicy(OWNED),
  deletePolicy(`(${OWNED} OR (${FORGOTTEN_FAILURE}))`),
];

/** By table; a policy is named after its table and this name. Other tables with `user_id` must have BY_OWNER. */
const DESCRIBED: Record<string, RowPolicy[]> = {
  users: [
    selectPolicy(`((id = ${OWNER}) OR ${scope('identity')} OR (${UNVERIFIED}))`),
    insertPolicy(`((id = ${OWNER}) OR ${scope('identity')})`),
    updatePolicy(`(id = ${OWNER})`),
    deletePolicy(`(id = ${OWNER})`),
  ],
  sessions: [
    selectPolicy(`(${OWNED} OR (${ENDED_SESSION}))`),
    insertPolicy(OWNED),
    updatePolicy(OWNED),
    deletePolicy(`(${OWNED} OR (${ENDED_SESSION}))`),
  ],
  task_sequences: [
    selectPolicy(`(${OWNED} OR ${scope('task_feed')})`),
    insertPolicy(OWNED),
    updatePolicy(OWNED),
    deletePolicy(OWNED),
  ],
  mail_tokens: [
    selectPolicy(`(${OWNED} OR (${EXPIRED_LINK}))`),
    insertPolicy(OWNED),
    updatePolicy(OWNED),
    deletePolicy(`(${OWNED} OR (${EXPIRED_LINK}))`),
  ],
  email_restorations: [
    selectPolicy(`(${OWNED} OR (${OPEN_RESTORATION}) OR (${EXPIRED_LINK}))`),
    insertPolicy(OWNED),
    updatePolicy(OWNED),
    deletePolicy(`(${OWNED} OR (${EXPIRED_LINK}))`),
  ],
  password_proofs: FORGOTTEN_BY_OWNER,
  login_attempts: [...FORGOTTEN_BY_OWNER, selectPolicy(scope('identity'), 'identity')],
  tasks: [
    selectPolicy(`((${OWNED} OR (${EXPIRED_TASK})) AND ${SEARCHED})`),
    insertPolicy(OWNED),
    updatePolicy(`(${OWNED} OR (${EXPIRED_TASK}))`, `(${OWNED} OR (${EXPIRED_TASK} AND ${BLANKED}))`),
    deletePolicy(`(${OWNED} OR (${EXPIRED_TOMBSTONE}))`),
  ],
  idempotency_keys: [
    selectPolicy(`(${OWNED} OR (${EXPIRED_KEY}))`),
    insertPolicy(OWNED),
    updatePolicy(OWNED),
    deletePolicy(`(${OWNED} OR (${EXPIRED_KEY}))`),
  ],
  session_revocations: [
    selectPolicy(`(${OWNED} OR ${scope('session_revocations')})`),
    insertPolicy(OWNED),
    deletePolicy(`(${EXPIRED_REVOCATION})`),
  ],
  audit_events: [
    selectPolicy(`(${scope('audit')} OR (${OLD_EVENT}))`),
    deletePolicy(`(${OLD_EVENT})`),
    insertPolicy(`(${OWNED} OR (${scope('stranger')} AND (user_id IS NULL) AND (actor_id IS NULL)))`),
  ],
};

export const DESCRIBED_TABLES = Object.keys(DESCRIBED);

/** The policies that a table must have: these and no others, permissive, for every role. */
export function expectedPolicies(table: string): RowPolicy[] {
  return (DESCRIBED[table] ?? BY_OWNER).map((policy) => ({ ...policy, name: `${table}_${policy.name}` }));
}

export function createPolicySql(table: string, { name, command, using, check }: RowPolicy): string {
  return (
    `CREATE POLICY ${name} ON ${table} FOR ${command}` +
    (using === null ? '' : ` USING (${using})`) +
    (check === null ? '' : ` WITH CHECK (${check})`)
  );
}
