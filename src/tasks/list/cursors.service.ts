import { Injectable } from '@nestjs/common';
import { Problem } from '../../common/problem.js';
import { DerivedKeysConfig } from '../../config/slices.js';
import { CursorSeal } from '../cursor-seal.js';
import { TASK_ERRORS } from '../tasks.errors.js';
import type { Keyset, Position } from './task-list.js';

/** A cursor is a position, bound to its list, so that only cursors issued for this list are accepted. */
@Injectable()
export class CursorsService {
  private readonly seal: CursorSeal;

  constructor(config: DerivedKeysConfig) {
    this.seal = new CursorSeal(config, 'taskward list cursor');
  }

  issue({ position, before }: Keyset, list: string): string {
    return this.seal.seal(JSON.stringify([before ? 1 : 0, ...position]), list);
  }

  /** @throws Problem INVALID_CURSOR for a cursor that `issue` did not make for this list. */
  read(cursor: string, list: string): Keyset {
    const opened = this.seal.open(cursor);
    if (!opened?.isBoundTo(list)) throw new Problem(TASK_ERRORS.INVALID_CURSOR);
    const [before, ...position] = JSON.parse(opened.payload) as [number, ...Position];
    return { position, before: before === 1 };
  }
}
