/** On every node: each row of a user refers to it, and each login reads it. */
export const REFERENCE_TABLES = ['users'];

/** In shards by `user_id`. The first one begins the group in which each user's rows of all tables are on one node. */
export const DISTRIBUTED_TABLES = [
  'sessions',
  'tasks',
  'task_sequences',
  'idempotency_keys',
  'mail_tokens',
  'login_attempts',
  'password_proofs',
  'email_restorations',
];

/** On the coordinator, as are the tables of the job queue: they belong to no user, or are read across all of them. */
export const LOCAL_TABLES = [
  'session_revocations',
  'audit_events',
  'rate_limits',
  'mail_quotas',
  'rebuilds',
  'sync_epochs',
  'schema_migrations',
];
