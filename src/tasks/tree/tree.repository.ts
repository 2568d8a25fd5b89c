import { Injectable } from '@nestjs/common';
import type { Statement } from '../../database/statement.js';
import type { Transaction } from '../../database/transaction.js';
import type { Task } from '../task.entity.js';
import type { ReservedNumbers } from '../tasks.repository.js';
import type { Lineage } from './lineage.js';

export interface Sibling {
  id: string;
  position: string;
}

export type Direction = 'following' | 'preceding';

// Level by level and not task by task: where the planner takes another index, it reads the owner's tasks eight times at
// most. In a new table it knows no better.
const LEVELS = `WITH RECURSIVE levels AS (
    SELECT 1 AS level, ARRAY[$2::uuid] AS ids
    UNION ALL
    SELECT level + 1, below.ids FROM levels CROSS JOIN LATERAL (
      SELECT array_agg(id ORDER BY id) AS ids FROM tasks
      WHERE user_id = $1 AND parent_id = ANY(levels.ids) AND deleted_at IS NULL
    ) AS below WHERE below.ids IS NOT NULL
  )`;

const FIND_SUBTREE = `${LEVELS} SELECT ids FROM levels ORDER BY level`;

// OFFSET keeps the planner from reading all of the owner's tasks to join them.
const FIND_LINEAGE = `${LEVELS}, ancestors AS (
    SELECT 1 AS level, id, parent_id, deleted_at FROM tasks WHERE user_id = $1 AND id = $3
    UNION ALL
    SELECT level + 1, parent.* FROM ancestors CROSS JOIN LATERAL (
      SELECT id, parent_id, deleted_at FROM tasks WHERE user_id = $1 AND id = ancestors.parent_id OFFSET 0
    ) AS parent
  )
  SELECT (SELECT max(level) FROM ancestors HAVING bool_and(deleted_at IS NULL)) AS depth,
    (SELECT max(level) FROM levels) AS height, EXISTS (SELECT FROM ancestors WHERE id = $2) AS "isCircular"`;

const FIND_DELETED_TOGETHER = `SELECT id, parent_id AS "parentId" FROM tasks
  WHERE user_id = $1 AND deleted_at = $2
    AND deleted_with = (SELECT deleted_with FROM tasks WHERE user_id = $1 AND id = $3) ORDER BY id`;

const NUMBERED = 'version = $2 + n - 1, updated_at = to_timestamp(($3::bigint + n - 1) / 1000.0)';

const REMOVE = `UPDATE tasks SET ${NUMBERED}, deleted_at = $6, deleted_with = $4
  FROM unnest($5::uuid[]) WITH ORDINALITY AS given (node, n) WHERE user_id = $1 AND id = node`;

const RESTORE = `UPDATE tasks SET ${NUMBERED}, deleted_at = NULL, deleted_with = NULL,
    parent_id = CASE WHEN n = 1 THEN $4 ELSE parent_id END, position = CASE WHEN n = 1 THEN $5 ELSE position END
  FROM unnest($6::uuid[]) WITH ORDINALITY AS given (node, n) WHERE user_id = $1 AND id = node`;

const REPOSITION = `UPDATE tasks SET ${NUMBERED}, position = given.position
  FROM ROWS FROM (unnest($4::uuid[]), unnest($5::text[])) WITH ORDINALITY AS given (node, position, n)
  WHERE user_id = $1 AND id = node`;

const siblings = (parent: string, direction: Direction) => {
  const [sign, order] = direction === 'following' ? ['>', ''] : ['<', ' DESC'];
  return `SELECT id, position FROM tasks
    WHERE user_id = $1 AND parent_id ${parent} AND deleted_at IS NULL AND (position, id) ${sign} ($2, $3::uuid)
    ORDER BY parent_id${order}, position${order}, id${order}`;
};

/** Each task that is written gets numbers of its own, counted from those given. Lock the owner: reserve them first. */
@Injectable()
export class TreeRepository {
  async findLineage(tx: Transaction, owner: string, id: string, parentId: string): Promise<Lineage> {
    const [lineage] = await tx.run<Lineage>(prepared(FIND_LINEAGE, [owner, id, parentId]));
    return lineage!;
  }

  /** @returns this id and those of the live tasks beneath it, level by level. */
  async findSubtree(tx: Transaction, owner: string, id: string): Promise<string[]> {
    const levels = await tx.run<{ ids: string[] }>(prepared(FIND_SUBTREE, [owner, id]));
    return levels.flatMap(({ ids }) => ids);
  }

  /** What is still in the trash of all that went there with this task. */
  findDeletedTogether(tx: Transaction, owner: string, task: Task): Promise<Pick<Task, 'id' | 'parentId'>[]> {
    return tx.run<Pick<Task, 'id' | 'parentId'>>(prepared(FIND_DELETED_TOGETHER, [owner, task.deletedAt, task.id]));
  }

  /** @param ids the first one takes the others along. */
  async remove(tx: Transaction, owner: string, ids: string[], numbers: ReservedNumbers, now: Date): Promise<void> {
    const { version, at } = numbers;
    await tx.run(prepared(REMOVE, [owner, version, at.getTime(), ids[0], ids, now]));
  }

  /** @param ids the first one is that of the task, which gets its place. */
  async restore(tx: Transaction, owner: string, ids: string[], task: Task): Promise<void> {
    const { version, updatedAt, parentId, position } = task;
    await tx.run(prepared(RESTORE, [owner, version, updatedAt.getTime(), parentId, position, ids]));
  }

  async reposition(tx: Transaction, owner: string, tasks: Sibling[], { version, at }: ReservedNumbers): Promise<void> {
    const [ids, positions] = [tasks.map(({ id }) => id), tasks.map(({ position }) => position)];
    await tx.run(prepared(REPOSITION, [owner, version, at.getTime(), ids, positions]));
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
}

const prepared = (sql: string, parameters: unknown[]): Statement => ({ sql, parameters, prepared: true });
