import { Injectable } from '@nestjs/common';
import { Problem } from '../../common/problem.js';
import { DerivedKeysConfig } from '../../config/slices.js';
import { CursorSeal } from '../cursor-seal.js';
import { TASK_ERRORS } from '../tasks.errors.js';
import { SYNC_ERRORS } from './sync.errors.js';

/** Where a client is in the changes of its user. */
export interface SyncPosition {
  /** Everything up to this version was sent. */
  version: number;
  /** When the client last knew everything, or began to read; in milliseconds since the epoch. */
  completeAt: number;
}

/** Cursors of changes, bound to the user and the epoch. */
@Injectable()
export class SyncCursorsService {
  private readonly seal: CursorSeal;

  constructor(config: DerivedKeysConfig) {
    this.seal = new CursorSeal(config, 'taskward sync cursor');
  }

  issue({ version, completeAt }: SyncPosition, owner: string, epoch: string): string {
    return this.seal.seal(`${version} ${completeAt}`, wordsOf(owner, epoch));
  }

  /** @throws Problem INVALID_CURSOR for no cursor of changes; SYNC_EXPIRED for one of another user or epoch. */
  read(cursor: string, owner: string, epoch: string): SyncPosition {
    const opened = this.seal.open(cursor);
    const [, version, completeAt] = /^(\d{1,16}) (\d{1,16})$/.exec(opened?.payload ?? '') ?? [];
    if (opened === undefined || version === undefined)
      throw new Problem(TASK_ERRORS.INVALID_CURSOR, {
        detail: 'This is no cursor of changes: take next_cursor of the answer before.',
      });
    if (!opened.isBoundTo(wordsOf(owner, epoch))) throw new Problem(SYNC_ERRORS.SYNC_EXPIRED);
    return { version: Number(version), completeAt: Number(completeAt) };
  }
}

const wordsOf = (owner: string, epoch: string) => `${epoch} ${owner}`;
