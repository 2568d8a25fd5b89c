import { Injectable } from '@nestjs/common';
import type { Statement } from '../../database/statement.js';
import type { Transaction } from '../../database/transaction.js';
import { TASK_SELECTED } from '../task-columns.js';
import type { Task } from '../task.entity.js';
import type { Lineage } from './lineage.js';

export interface Sibling {
  id: string;
  position: string;
}

export type Direction = 'following' | 'preceding';

// With what is beneath it as it is: live, or deleted with it. OFFSET keeps the planner from reading all of the owner's
// children to join them.
const SUBTREE = `WITH RECURSIVE tree AS (
    SELECT id AS node, deleted_at, deleted_with, 1 AS level FROM tasks WHERE user_id = $1 AND id = $2
    UNION ALL
    SELECT child.*, level + 1 FROM tree CROSS JOIN LATERAL (
      SELECT id, deleted_at, deleted_with FROM tasks WHERE user_id = $1 AND parent_id = tree.node OFFSET 0
    ) AS child
    WHERE (child.deleted_at, child.deleted_with) IS NOT DISTINCT FROM (tree.deleted_at, tree.deleted_with)
  )`;

const LINEAGE = `${SUBTREE}, ancestors AS (
    SELECT id, parent_id, 1 AS level FROM tasks WHERE user_id = $1 AND id = $3 AND deleted_at IS NULL
    UNION ALL
    SELECT parent.*, level + 1 FROM ancestors CROSS JOIN LATERAL (
      SELECT id, parent_id FROM tasks WHERE user_id = $1 AND id = ancestors.parent_id OFFSET 0
    ) AS parent
  )
  SELECT (SELECT max(level) FROM ancestors) AS depth, coalesce((SELECT max(level) FROM tree), 1) AS height,
    EXISTS (SELECT FROM ancestors WHERE id = $2) AS "isCircular"`;

/** Writes a task, then what is beneath it level by level. The number of the task itself is reserved and counted already. */
const writeSubtree = (counted: '+' | '-', assignments: string) => `${SUBTREE}, numbered AS (
    SELECT node, row_number() OVER (ORDER BY level, node) - 1 AS n FROM tree
  ), counted AS (
    UPDATE task_sequences SET last_version = last_version + others, task_count = task_count ${counted} others
    FROM (SELECT count(*) - 1 AS others FROM tree) AS counts WHERE user_id = $1 AND others > 0
  ), written AS (
    UPDATE tasks SET version = $3 + n, updated_at = $4, ${assignments}
    FROM numbered WHERE user_id = $1 AND id = node RETURNING tasks.*
  )
  SELECT ${TASK_SELECTED} FROM written WHERE id = $2`;

const REMOVE = writeSubtree('-', 'deleted_at = $4, deleted_with = $2');

const RESTORE = writeSubtree(
  '+',
  `deleted_at = NULL, deleted_with = NULL, parent_id = CASE WHEN id = $2 THEN $5 ELSE parent_id END,
      position = CASE WHEN id = $2 THEN $6 ELSE position END`,
);

const siblings = (parent: string, direction: Direction) => {
  const [sign, order] = direction === 'following' ? ['>', ''] : ['<', ' DESC'];
  return `SELECT id, position FROM tasks
    WHERE user_id = $1 AND parent_id ${parent} AND deleted_at IS NULL AND (position, id) ${sign} ($2, $3::uuid)
    ORDER BY parent_id${order}, deleted_at${order}, position${order}, id${order}`;
};

const REPOSITION = `UPDATE tasks SET position = p.position, version = $3 + n - 1, updated_at = $2
  FROM ROWS FROM (unnest($4::uuid[]), unnest($5::text[])) WITH ORDINALITY AS p (node, position, n)
  WHERE user_id = $1 AND id = node AND deleted_at IS NULL`;

/** Every statement says `user_id = $1`. Those that write need the owner's lock: reserve versions first. */
@Injectable()
export class TreeRepository {
  async findLineage(tx: Transaction, owner: string, id: string, parentId: string): Promise<Lineage> {
    const [lineage] = await tx.run<Lineage>(prepared(LINEAGE, [owner, id, parentId]));
    return lineage!;
  }

  /** Moves a task into the trash with all that is beneath it. */
  async remove(tx: Transaction, owner: string, id: string, version: number, now: Date): Promise<Task> {
    return rootOf(await tx.run<Task>(prepared(REMOVE, [owner, id, version, now])));
  }

  /** Brings a task back with all that went with it. */
  async restore(tx: Transaction, owner: string, task: Task, now: Date): Promise<Task> {
    const { id, version, parentId, position } = task;
    return rootOf(await tx.run<Task>(prepared(RESTORE, [owner, id, version, now, parentId, position])));
  }

  /** The nearest first. */
  async findSiblings(
    tx: Transaction,
    owner: string,
    parentId: string | null,
    { id, position }: Sibling,
    direction: Direction,
    limit?: number,
  ): Promise<Sibling[]> {
    const sql = siblings(parentId === null ? 'IS NULL' : '= $4', direction);
    const parameters = [owner, position, id, ...(parentId === null ? [] : [parentId])];
    return tx.query<Sibling>(limit === undefined ? sql : `${sql} LIMIT ${limit}`, parameters);
  }

  /** Each is a write; the first one has this version. */
  async reposition(tx: Transaction, owner: string, siblings: Sibling[], version: number, now: Date): Promise<void> {
    const [ids, positions] = [siblings.map(({ id }) => id), siblings.map(({ position }) => position)];
    await tx.query(REPOSITION, [owner, now, version, ids, positions]);
  }
}

const prepared = (sql: string, parameters: unknown[]): Statement => ({ sql, parameters, prepared: true });

function rootOf([task]: Task[]): Task {
  if (task === undefined) throw new Error('A task is gone while its owner is locked');
  return task;
}
