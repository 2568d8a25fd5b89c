import type { AppConfig } from '../config/app-config.js';

/** How long the database may be waited for. */
export interface Deadlines {
  /** What the server sees to: settings of a session or of a transaction. */
  readonly settings: readonly string[];
  /** For a transaction as a whole: the waits and the repetitions included. */
  readonly transactionMs: number;
}

export function deadlinesOf(config: AppConfig): Deadlines {
  return {
    settings: [
      `statement_timeout = ${config.DATABASE_STATEMENT_TIMEOUT_MS}`,
      `lock_timeout = ${config.DATABASE_LOCK_TIMEOUT_MS}`,
    ],
    transactionMs: config.DATABASE_TRANSACTION_TIMEOUT_MS,
  };
}
