import { Injectable } from '@nestjs/common';
import { allOf } from '../../common/all-of.js';
import type { Statement } from '../../database/statement.js';
import type { Transaction } from '../../database/transaction.js';
import { columnsFor, SHOWN, selectedOf, TASK_COLUMNS, type TaskColumn } from '../task-columns.js';
import type { Task } from '../task.entity.js';
import { valuesOf } from '../task-values.js';
import type { Changes, TreeNode } from './task-set.js';

/** What a batch must see of the tree. */
export interface Surroundings {
  /** Tasks of which all ancestors are needed, and they themselves. */
  lines: string[];
  /** Tasks of which all descendants are needed, in the trash too. */
  trees: string[];
}

const NODE = columnsFor(['id', 'parentId', 'version', 'deletedAt', 'deletedWith', 'updatedAt']);
const NODE_STATE = columnsFor(['version', 'deletedAt', 'deletedWith', 'updatedAt']);
const INSERTED = TASK_COLUMNS.filter(({ property }) => property !== 'userId' && property !== 'purgedAt');
const UPDATED = INSERTED.filter(({ property }) => property !== 'id' && property !== 'createdAt');

const names = (columns: TaskColumn[]) => columns.map(({ name }) => name).join(', ');
const rows = (columns: TaskColumn[]) =>
  `json_to_recordset($2::json) AS given (${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})`;

const FIND = `SELECT ${selectedOf([...SHOWN, ...columnsFor(['deletedWith', 'purgedAt'])])} FROM tasks
  WHERE user_id = $1 AND id = ANY($2::uuid[])`;

// UNION, not UNION ALL: the trees of several tasks may overlap. OFFSET as in the statements of the tree.
const FIND_AROUND = `WITH RECURSIVE lines AS (
    SELECT id, parent_id FROM tasks WHERE user_id = $1 AND id = ANY($2::uuid[])
    UNION
    SELECT parent.* FROM lines CROSS JOIN LATERAL (
      SELECT id, parent_id FROM tasks WHERE user_id = $1 AND id = lines.parent_id OFFSET 0
    ) AS parent
  ), trees AS (
    SELECT id FROM tasks WHERE user_id = $1 AND id = ANY($3::uuid[])
    UNION
    SELECT child.id FROM trees CROSS JOIN LATERAL (
      SELECT id FROM tasks WHERE user_id = $1 AND parent_id = trees.id OFFSET 0
    ) AS child
  )
  SELECT ${selectedOf(NODE)} FROM tasks
  WHERE user_id = $1 AND id = ANY(ARRAY(SELECT id FROM lines UNION SELECT id FROM trees))`;

const INSERT = `INSERT INTO tasks (user_id, ${names(INSERTED)})
  SELECT $1::uuid, ${names(INSERTED)} FROM ${rows(INSERTED)} WHERE id = ANY($3::uuid[]) RETURNING id`;

// The ids once more, so that the planner finds the rows by their key and does not read all of the owner's.
const update = (columns: TaskColumn[]) => `UPDATE tasks AS t
  SET ${columns.map(({ name }) => `${name} = given.${name}`).join(', ')}
  FROM ${rows([...columnsFor(['id']), ...columns])}
  WHERE t.user_id = $1 AND t.id = ANY($3::uuid[]) AND t.id = given.id AND t.purged_at IS NULL RETURNING t.id`;

const UPDATE = update(UPDATED);
const UPDATE_NODES = update(NODE_STATE);

/** Reads and writes many tasks in one statement of each kind, with the owner locked. Every one says `user_id = $1`. */
@Injectable()
export class BatchRepository {
  /** In any state, tombstones too. */
  async find(tx: Transaction, owner: string, ids: string[]): Promise<Task[]> {
    return ids.length === 0 ? [] : tx.run<Task>(prepared(FIND, [owner, ids]));
  }

  async findAround(tx: Transaction, owner: string, { lines, trees }: Surroundings): Promise<TreeNode[]> {
    if (lines.length === 0 && trees.length === 0) return [];
    return tx.run<TreeNode>(prepared(FIND_AROUND, [owner, lines, trees]));
  }

  async save(tx: Transaction, owner: string, { created, changed, nodes }: Changes): Promise<void> {
    await allOf([
      this.write(tx, owner, INSERT, INSERTED, created),
      this.write(tx, owner, UPDATE, [...columnsFor(['id']), ...UPDATED], changed),
      this.write(tx, owner, UPDATE_NODES, [...columnsFor(['id']), ...NODE_STATE], nodes),
    ]);
  }

  private async write(
    tx: Transaction,
    owner: string,
    sql: string,
    columns: TaskColumn[],
    tasks: TreeNode[],
  ): Promise<void> {
    if (tasks.length === 0) return;
    const given = tasks.map((task) => {
      const values = valuesOf(columns, task as Task);
      return Object.fromEntries(columns.map(({ name }, i) => [name, values[i]]));
    });
    const ids = tasks.map(({ id }) => id);
    const written = await tx.run(prepared(sql, [owner, JSON.stringify(given), ids]));
    if (written.length !== tasks.length) throw new Error('A task is gone while its owner is locked');
  }
}

const prepared = (sql: string, parameters: unknown[]): Statement => ({ sql, parameters, prepared: true });
