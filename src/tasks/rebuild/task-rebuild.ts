import type { Transaction } from '../../database/transaction.js';

/** What an upgrade has made anew of all tasks. */
export interface TaskRebuild {
  name: string;
  /** For the log. */
  subject: string;
  /** Does some. @param last what it returned for those before. @returns the last id; undefined at the end. */
  rebuildTasks(tx: Transaction, userId: string, last: string | undefined): Promise<string | undefined>;
}
