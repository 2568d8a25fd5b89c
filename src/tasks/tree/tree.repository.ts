import { Injectable } from '@nestjs/common';
import type { Statement } from '../../database/statement.js';
import type { Transaction } from '../../database/transaction.js';
import { TASK_SELECTED } from '../task-columns.js';
import type { Task } from '../task.entity.js';
import type { ReservedNumbers } from '../tasks.repository.js';

/** Where a task would stand under a parent. */
export interface Lineage {
  /** The level of the parent, from 1; null if there is no such live task. */
  depth: number | null;
  /** How many levels the task has with those beneath it. */
  height: number;
  /** Whether the parent is the task itself or beneath it. */
  isCircular: boolean;
}

export interface Sibling {
  id: string;
  position: string;
}

export interface SubtreeWrite {
  task: Task;
  /** How many tasks were written, each with a number of its own: first this one, then level by level. */
  writes: number;
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

/** Writes a task and what is beneath it. The number of the task itself is reserved and counted already. */
const writeSubtree = (counted: '+' | '-', assignments: string) => `${SUBTREE}, numbered AS (
    SELECT node, row_number() OVER (ORDER BY level, node) - 1 AS n FROM tree
  ), counted AS (
    UPDATE task_sequences SET last_version = last_version + others, last_stamp = last_stamp + others,
      task_count = task_count ${counted} others
    FROM (SELECT count(*) - 1 AS others FROM tree) AS counts WHERE user_id = $1 AND others > 0
  ), written AS (
    UPDATE tasks SET version = $3 + n, updated_at = to_timestamp(($4::bigint + n) / 1000.0), ${assignments}
    FROM numbered WHERE user_id = $1 AND id = node RETURNING tasks.*
  )
  SELECT ${TASK_SELECTED}, (SELECT count(*) FROM tree)::int AS writes FROM written WHERE id = $2`;

const REMOVE = writeSubtree('-', 'deleted_at = $5, deleted_with = $2');

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

const REPOSITION = `UPDATE tasks SET position = p.position, version = $2 + n - 1,
    updated_at = to_timestamp(($3::bigint + n - 1) / 1000.0)
  FROM ROWS FROM (unnest($4::uuid[]), unnest($5::text[])) WITH ORDINALITY AS p (node, position, n)
  WHERE user_id = $1 AND id = node AND deleted_at IS NULL`;

type SubtreeRow = Task & { writes: number };

/** Every statement says `user_id = $1`. Those that write need the owner's lock: reserve versions first. */
@Injectable()
export class TreeRepository {
  async findLineage(tx: Transaction, owner: string, id: string, parentId: string): Promise<Lineage> {
    const [lineage] = await tx.run<Lineage>(prepared(LINEAGE, [owner, id, parentId]));
    return lineage!;
  }

  /** Moves a task into the trash with all that is beneath it. @returns the task, and how many were written. */
  async remove(
    tx: Transaction,
    owner: string,
    id: string,
    { version, at }: ReservedNumbers,
    now: Date,
  ): Promise<SubtreeWrite> {
    return toSubtreeWrite(await tx.run<SubtreeRow>(prepared(REMOVE, [owner, id, version, at.getTime(), now])));
  }

  /** Brings a task back with all that went with it. */
  async restore(
    tx: Transaction,
    owner: string,
    { id, parentId, position }: Task,
    { version, at }: ReservedNumbers,
  ): Promise<SubtreeWrite> {
    const values = [owner, id, version, at.getTime(), parentId, position];
    return toSubtreeWrite(await tx.run<SubtreeRow>(prepared(RESTORE, values)));
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

  /** Each is a write; the first one has these numbers. */
  async reposition(
    tx: Transaction,
    owner: string,
    siblings: Sibling[],
    { version, at }: ReservedNumbers,
  ): Promise<void> {
    const [ids, positions] = [siblings.map(({ id }) => id), siblings.map(({ position }) => position)];
    await tx.query(REPOSITION, [owner, version, at.getTime(), ids, positions]);
  }
}

const prepared = (sql: string, parameters: unknown[]): Statement => ({ sql, parameters, prepared: true });

function toSubtreeWrite([row]: SubtreeRow[]): SubtreeWrite {
  if (row === undefined) throw new Error('A task is gone while its owner is locked');
  const { writes, ...task } = row;
  return { task, writes };
}
