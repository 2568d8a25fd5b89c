import { deparse, parse } from 'pgsql-parser';
import { DISTRIBUTED_TABLES } from '../../src/database/distribution/placement.js';

/** A node of the tree that PostgreSQL's own parser makes; its one key names its kind. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the tree has two hundred kinds of node
export type Node = any;

export async function parsed(text: string): Promise<{ stmt: Node }[]> {
  return ((await parse(text)) as { stmts?: { stmt: Node }[] }).stmts ?? [];
}

export function* nodesIn(node: Node): Generator<Node> {
  if (node === null || typeof node !== 'object') return;
  yield node;
  for (const child of Object.values(node as object)) yield* nodesIn(child);
}

/** The name of the column that a ColumnRef means. */
export const columnOf = (node: Node): string | undefined =>
  (node.ColumnRef.fields as { String?: { sval: string } }[]).at(-1)?.String?.sval;

export function hasColumn(node: Node): boolean {
  for (const { ColumnRef } of nodesIn(node)) if (ColumnRef !== undefined) return true;
  return false;
}

export function writesIn(node: Node): boolean {
  for (const { UpdateStmt, InsertStmt, DeleteStmt } of nodesIn(node))
    if ((UpdateStmt ?? InsertStmt ?? DeleteStmt) !== undefined) return true;
  return false;
}

/** Whether it reads, changes or deletes rows of a distributed table and does not say whose. */
export function reachesAllShards(node: Node): boolean {
  const { SelectStmt: select, UpdateStmt, DeleteStmt } = node;
  const write = UpdateStmt ?? DeleteStmt;
  if (write !== undefined)
    return DISTRIBUTED_TABLES.includes(write.relation.relname as string) && !namesOwner([write.whereClause]);
  const from = [...joined((select?.fromClause ?? []) as Node[])];
  if (!from.some(({ table }) => DISTRIBUTED_TABLES.includes(table ?? ''))) return false;
  return !namesOwner([select.whereClause, ...from.map(({ on }) => on as object)]);
}

function* joined(from: Node[]): Generator<{ table?: string; on?: Node }> {
  for (const { RangeVar: table, JoinExpr: join } of from) {
    if (table !== undefined) yield { table: table.relname as string };
    if (join === undefined) continue;
    yield { on: join.quals };
    yield* joined([join.larg, join.rarg]);
  }
}

/** Whether `user_id = …`, of something else than a column, is one of the conditions that must all be true. */
function namesOwner(conditions: Node[]): boolean {
  return conditions.some((condition) => {
    if (condition?.BoolExpr?.boolop === 'AND_EXPR') return namesOwner(condition.BoolExpr.args as Node[]);
    const { name, lexpr, rexpr } = condition?.A_Expr ?? {};
    return (
      name?.[0]?.String?.sval === '=' &&
      lexpr?.ColumnRef !== undefined &&
      columnOf(lexpr) === 'user_id' &&
      rexpr?.ColumnRef === undefined
    );
  });
}

export async function sqlOf(expression: Node): Promise<string> {
  const select = {
    targetList: [{ ResTarget: { val: expression } }],
    limitOption: 'LIMIT_OPTION_DEFAULT',
    op: 'SETOP_NONE',
  };
  const tree = { version: 180000, stmts: [{ stmt: { SelectStmt: select } }] } as unknown as Parameters<
    typeof deparse
  >[0];
  return (await deparse(tree)).replace(/^SELECT\s+/i, '').replace(/;\s*$/, '');
}
