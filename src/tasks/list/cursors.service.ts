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

  issue({ position, before, timeZone }: Keyset, list: string): string {
    const place = timeZone === undefined ? position : [{ timeZone }, ...position];
    return this.seal.seal(JSON.stringify([before ? 1 : 0, ...place]), list);
  }

  /** @throws Problem INVALID_CURSOR for a cursor that `issue` did not make for this list. */
  read(cursor: string, list: string): Keyset {
    const opened = this.seal.open(cursor);
    if (!opened?.isBoundTo(list)) throw new Problem(TASK_ERRORS.INVALID_CURSOR);
    const [before, ...place] = JSON.parse(opened.payload) as [number, ...Position];
    const [first, ...position] = place as [{ timeZone: string } | Position[number], ...Position];
    return typeof first === 'object'
      ? { position, before: before === 1, timeZone: first.timeZone }
      : { position: place, before: before === 1 };
  }
}
