import type { DatabaseConfig } from '../../config/slices.js';
import { SESSION_SETTINGS } from './session-settings.js';

export interface Deadlines {
  readonly settings: readonly string[];
  /** For a whole transaction, with all waits and attempts. */
  readonly transactionMs: number;
}

/** The server ends a transaction so much later than we do: only one that we have lost. */
const GRACE_MS = 2_000;

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
