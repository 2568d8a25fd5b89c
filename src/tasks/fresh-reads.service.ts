import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { allOf } from '../common/all-of.js';
import { Database, type ReadOptions } from '../database/database.service.js';
import type { Statement } from '../database/statement.js';
import { type TaskCounters, type TaskCountersRow, TasksRepository, toTaskCounters } from './tasks.repository.js';

export interface FreshReadOptions extends ReadOptions {
  /** Whether the counters have the time zone of the profile. */
  withTimeZone?: boolean;
}

/** Reads that may come from the replica, and still show each user all of their own writes (docs/decisions/0002). */
@Injectable()
export class FreshReadsService {
  constructor(
    private readonly database: Database,
    private readonly tasks: TasksRepository,
  ) {}

  /** Always from the primary. */
  async readCounters(owner: string, withTimeZone = false): Promise<TaskCounters> {
    const statement = this.tasks.countersStatement(owner, withTimeZone);
    const [rows] = await this.database.readAsOwner<[TaskCountersRow[]]>(owner, [statement]);
    return toTaskCounters(rows);
  }

  /**
   * From the replica if it has the owner's last write: its version, if the caller knows it, is `needed`.
   * @returns counters never newer than the rows.
   */
  async read<Rows extends QueryResultRow[][]>(
    owner: string,
    statements: Statement[],
    { withTimeZone, ...options }: FreshReadOptions = {},
    needed?: Pick<TaskCounters, 'version' | 'timeZone'>,
  ): Promise<{ counters: TaskCounters; rows: Rows }> {
    const all = [this.tasks.countersStatement(owner, withTimeZone), ...statements];
    if (this.database.hasReplica) {
      const [now, copy] = await allOf([
        needed === undefined ? this.readCounters(owner, withTimeZone) : Promise.resolve(needed),
        this.database.readFromReplica<[TaskCountersRow[], ...Rows]>(owner, all, options),
      ] as const);
      const copied = toTaskCounters(copy?.[0] ?? []);
      if (copy !== undefined && copied.version >= now.version && copied.timeZone === now.timeZone)
        return split<Rows>(copy);
    }
    return split<Rows>(await this.database.readAsOwner<[TaskCountersRow[], ...Rows]>(owner, all, options));
  }
}

function split<Rows extends QueryResultRow[][]>([counters, ...rows]: [TaskCountersRow[], ...Rows]) {
  return { counters: toTaskCounters(counters), rows: rows as QueryResultRow[][] as Rows };
}
