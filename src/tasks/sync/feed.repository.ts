import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';

export interface OwnerVersion {
  owner: string;
  version: number;
}

const VERSION = 'SELECT user_id AS owner, last_version::float8 AS version FROM task_sequences';

export const FIND_RECENT = `${VERSION} WHERE changed_at > now() - make_interval(secs => $1)`;

const FIND_OF = `${VERSION} WHERE user_id = ANY($1::uuid[])`;

/** The numbers of all users, in a scope of its own that shows nothing else. */
@Injectable()
export class FeedRepository {
  /** Of users who wrote within the last `seconds`. */
  findRecent(tx: Transaction, seconds: number): Promise<OwnerVersion[]> {
    return tx.query<OwnerVersion>(FIND_RECENT, [seconds]);
  }

  findOf(tx: Transaction, owners: string[]): Promise<OwnerVersion[]> {
    return tx.query<OwnerVersion>(FIND_OF, [owners]);
  }
}
