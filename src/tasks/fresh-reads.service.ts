import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { allOf } from '../common/all-of.js';
import { Database, type ReadOptions } from '../database/database.service.js';
import type { Statement } from '../database/statement.js';
import { type Standing, type StandingRow, TasksRepository, toStanding } from './tasks.repository.js';

/** Reads of an owner's tasks that may come from the replica. */
@Injectable()
export class FreshReadsService {
  constructor(
    private readonly database: Database,
    private readonly tasks: TasksRepository,
  ) {}

  /** As it is now: it comes from the primary. */
  async standing(owner: string): Promise<Standing> {
    const [rows] = await this.database.readAsOwner<[StandingRow[]]>(owner, [this.tasks.standingStatement(owner)]);
    return toStanding(rows);
  }

  /**
   * Reads from the replica if there is one and it is far enough: an owner's writes are numbered and commit in that
   * order, so one row of the primary tells what the replica must have seen. Anyone who wrote, in any session and
   * through any instance, reads that write from then on; nothing needs to be kept or sent along.
   *
   * @returns the rows of each statement, and a standing that is as old as they are or older: should a write come
   * between, a page is newer than its tag, never older.
   */
  async read<Rows extends QueryResultRow[][]>(
    owner: string,
    statements: Statement[],
    options: ReadOptions = {},
  ): Promise<{ standing: Standing; rows: Rows }> {
    const all = [this.tasks.standingStatement(owner), ...statements];
    if (this.database.hasReplica) {
      const [now, copy] = await allOf([
        this.standing(owner),
        this.database.readFromReplica<[StandingRow[], ...Rows]>(owner, all, options),
      ] as const);
      if (copy !== undefined && toStanding(copy[0]).version >= now.version) return split<Rows>(copy);
    }
    return split<Rows>(await this.database.readAsOwner<[StandingRow[], ...Rows]>(owner, all, options));
  }
}

function split<Rows extends QueryResultRow[][]>([standing, ...rows]: [StandingRow[], ...Rows]) {
  return { standing: toStanding(standing), rows: rows as QueryResultRow[][] as Rows };
}
