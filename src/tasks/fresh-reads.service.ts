import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { allOf } from '../common/all-of.js';
import { Database, type ReadOptions } from '../database/database.service.js';
import type { Statement } from '../database/statement.js';
import { type TaskCounters, type TaskCountersRow, TasksRepository, toTaskCounters } from './tasks.repository.js';

/** Reads that may come from the replica, and still show each user all of their own writes (docs/decisions/0002). */
@Injectable()
export class FreshReadsService {
  constructor(
    private readonly database: Database,
    private readonly tasks: TasksRepository,
  ) {}

  /** Always from the primary. */
  async readVersion(owner: string): Promise<number> {
    const [rows] = await this.database.readAsOwner<[TaskCountersRow[]]>(owner, [this.tasks.countersStatement(owner)]);
    return toTaskCounters(rows).version;
  }

  /**
   * From the replica if it has the owner's last write: its version, if the caller knows it, is `needed`.
   * @returns counters never newer than the rows.
   */
  async read<Rows extends QueryResultRow[][]>(
    owner: string,
    statements: Statement[],
    options: ReadOptions = {},
    needed?: number,
  ): Promise<{ counters: TaskCounters; rows: Rows }> {
    const all = [this.tasks.countersStatement(owner), ...statements];
    if (this.database.hasReplica) {
      const [version, copy] = await allOf([
        needed === undefined ? this.readVersion(owner) : Promise.resolve(needed),
        this.database.readFromReplica<[TaskCountersRow[], ...Rows]>(owner, all, options),
      ] as const);
      if (copy !== undefined && toTaskCounters(copy[0]).version >= version) return split<Rows>(copy);
    }
    return split<Rows>(await this.database.readAsOwner<[TaskCountersRow[], ...Rows]>(owner, all, options));
  }
}

function split<Rows extends QueryResultRow[][]>([counters, ...rows]: [TaskCountersRow[], ...Rows]) {
  return { counters: toTaskCounters(counters), rows: rows as QueryResultRow[][] as Rows };
}
