import type { Statement } from '../database/statement.js';
import { listStatement } from './list/list-statement.js';
import type { ListRequest } from './list/task-list.js';
import { statementsByKey } from './tasks.repository.js';

const FIRST_PAGE: ListRequest = {
  filter: { priorities: [], tags: [], search: '' },
  sort: [{ key: 'created_at', descending: true }],
  timeZone: 'UTC',
  skip: 0,
  limit: 20,
  withTotal: false,
};

/** What most requests send: on Citus each must go to one shard. */
export function hotStatements(owner: string): Statement[] {
  return [listStatement(owner, FIRST_PAGE), ...statementsByKey(owner)];
}
