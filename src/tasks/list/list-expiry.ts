import type { Statement } from '../../database/statement.js';
import { leavesTrash } from '../task-rules.js';
import { type DueRow, endOfRow, orderRows } from './due-order.js';
import { dueStatement } from './due-statement.js';
import { oldestStatement } from './list-statement.js';
import type { ListRequest } from './task-list.js';

interface Expiry {
  statement: Statement;
  /** In milliseconds since the epoch. */
  readAt: (rows: object[]) => number | undefined;
}

/** When time alone changes a list: a task leaves the trash, or is overdue from then on. */
export function expiriesOf(owner: string, request: ListRequest): Expiry[] {
  const { filter, ahead } = request;
  const expiries: Expiry[] = [];
  if (filter.deletedAfter !== undefined)
    expiries.push({ statement: oldestStatement(owner, filter.deletedAfter), readAt: leavingOf });
  if (ahead !== undefined) {
    const next: ListRequest = {
      ...request,
      filter: { ...filter, due: ahead },
      sort: DUE,
      skip: 0,
      limit: 0,
      keyset: undefined,
    };
    expiries.push({
      statement: dueStatement(owner, next),
      readAt: (rows) => orderRows(rows as DueRow[], next).map((row) => endOfRow(row, next.timeZone))[0],
    });
  }
  return expiries;
}

const DUE: ListRequest['sort'] = [{ key: 'due', descending: false }];

function leavingOf([row]: object[]): number | undefined {
  const { oldest } = row as { oldest: Date | null };
  return oldest === null ? undefined : leavesTrash(oldest);
}
