import type { QueryResultRow } from 'pg';
import { allOf } from '../common/all-of.js';
import type { Database, ReadOptions } from '../database/database.service.js';
import type { Statement } from '../database/statement.js';

/** How an owner's tasks stand: the number of the last write to them, and how many are live. */
export interface Standing {
  version: number;
  liveCount: number;
}

interface SequenceRow {
  last_version: string;
  task_count: string;
}

/** As it is now: it comes from the primary. */
export async function readStanding(database: Database, owner: string): Promise<Standing> {
  const [rows] = await database.readAsOwner<[SequenceRow[]]>(owner, [sequence(owner)]);
  return standingOf(rows);
}

/**
 * Reads an owner's tasks, from the replica if there is one and it is far enough: an owner's writes are numbered and
 * commit in that order, so one row of the primary tells what the replica must have seen. Whoever wrote, in whichever
 * session and through whichever instance, reads that write from then on; and nothing needs to be kept or sent along.
 *
 * @returns the rows of each statement, and a standing that is as old as they are or older: should a write come between,
 * a page is newer than its tag, never older.
 */
export async function readFresh<Rows extends QueryResultRow[][]>(
  database: Database,
  owner: string,
  statements: Statement[],
  options: ReadOptions,
): Promise<{ standing: Standing; rows: Rows }> {
  const all = [sequence(owner), ...statements];
  if (database.hasReplica) {
    const [now, copy] = await allOf([
      readStanding(database, owner),
      database.readFromReplica<[SequenceRow[], ...Rows]>(owner, all, options),
    ] as const);
    if (copy !== undefined && standingOf(copy[0]).version >= now.version) return split<Rows>(copy);
  }
  return split<Rows>(await database.readAsOwner<[SequenceRow[], ...Rows]>(owner, all, options));
}

function split<Rows extends QueryResultRow[][]>([standing, ...rows]: [SequenceRow[], ...Rows]) {
  return { standing: standingOf(standing), rows: rows as unknown as Rows };
}

/** Nobody's yet: there is a row from the first task on. */
function standingOf([row]: SequenceRow[]): Standing {
  const { last_version, task_count } = row ?? { last_version: 0, task_count: 0 };
  return { version: Number(last_version), liveCount: Number(task_count) };
}

const sequence = (owner: string): Statement => ({
  sql: 'SELECT last_version, task_count FROM task_sequences WHERE user_id = $1',
  parameters: [owner],
  prepared: true,
});
