import type { DatabaseConfig } from '../../config/slices.js';
import { SESSION_SETTINGS } from './session-settings.js';

/** How long the database may be waited for. */
export interface Deadlines {
  /** Settings of a session or a transaction: the deadlines that the server keeps, and what else statements rely on. */
  readonly settings: readonly string[];
  /** For a transaction as a whole, all waits and attempts included. */
  readonly transactionMs: number;
}

/** So much later than we the server ends a transaction that we lost. */
const GRACE_MS = 2_000;

/** For migrations: they may take as long as they need. */
export const OWNER_SETTINGS: readonly string[] = [
  ...SESSION_SETTINGS,
  'statement_timeout = 0',
  'lock_timeout = 0',
  'idle_in_transaction_session_timeout = 0',
];

export function deadlinesOf(config: DatabaseConfig): Deadlines {
  return {
    settings: [
      ...SESSION_SETTINGS,
      `statement_timeout = ${config.DATABASE_STATEMENT_TIMEOUT_MS}`,
      `lock_timeout = ${config.DATABASE_LOCK_TIMEOUT_MS}`,
      `idle_in_transaction_session_timeout = ${config.DATABASE_TRANSACTION_TIMEOUT_MS + GRACE_MS}`,
    ],
    transactionMs: config.DATABASE_TRANSACTION_TIMEOUT_MS,
  };
}
