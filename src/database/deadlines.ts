import type { AppConfig } from '../config/app-config.js';
import { SESSION_SETTINGS } from './session-settings.js';

/** How long the database may be waited for. */
export interface Deadlines {
  /** What the server sees to: settings of a session or of a transaction, and all others that statements rely on. */
  readonly settings: readonly string[];
  /** For a transaction as a whole: the waits and the repetitions included. */
  readonly transactionMs: number;
}

/** The server ends a transaction that we have lost sight of, a moment after we would. */
const GRACE_MS = 2_000;

/** For migrations, which may take as long as they need. */
export const OWNER_SETTINGS: readonly string[] = [
  ...SESSION_SETTINGS,
  'statement_timeout = 0',
  'lock_timeout = 0',
  'idle_in_transaction_session_timeout = 0',
];

export function deadlinesOf(config: AppConfig): Deadlines {
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
