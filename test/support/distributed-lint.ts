import type pg from 'pg';
import { DISTRIBUTED_TABLES, REFERENCE_TABLES } from '../../src/database/distribution/placement.js';
import { columnOf, hasColumn, type Node, nodesIn, parsed, reachesAllShards, sqlOf, writesIn } from './sql-tree.js';

export const RULES = {
  SET_LOCAL: 'SET LOCAL beside other statements in one text: Citus repeats the whole text on its workers',
  SEVERAL: 'several statements in one text',
  RETURNING: 'RETURNING of what is not immutable',
  CASE: 'CASE or COALESCE of what is not immutable',
  COLUMN: 'a column in an expression of UPDATE that is not immutable',
  INSERT_SELECT: 'INSERT … SELECT without RETURNING or ON CONFLICT: a COPY, which row-level security refuses',
  ALL_SHARDS: 'for one user, and no owner in WHERE: all shards',
  WRITE_IN_WITH: 'for one user, and a write in WITH: through the coordinator',
  RESTRICTIVE: 'a RESTRICTIVE policy: permissive on the shards',
  KEY: 'a key without the owner',
  FOREIGN_KEY: 'a foreign key of owned rows without the owner, to another table than users',
} as const;

export type Rule = keyof typeof RULES;

export interface Finding {
  rule: Rule;
  where: string;
}

interface LintedStatement {
  text: string;
  forUser: boolean;
}

const WRITTEN = new Set([...DISTRIBUTED_TABLES, ...REFERENCE_TABLES]);

const LITERALS: Record<string, string> = {
  uuid: '00000000-0000-4000-8000-000000000000',
  boolean: 'true',
  date: '2026-01-01',
  interval: '1 day',
  inet: '127.0.0.1',
  json: '{}',
  jsonb: '{}',
};
const literalOf = (type: string) => {
  if (type.endsWith('[]')) return '{}';
  if (type.startsWith('timestamp')) return '2026-01-01';
  return LITERALS[type] ?? (/int|numeric|double|real/.test(type) ? '1' : 'x');
};

/** Finds what Citus would refuse, or do where it costs more, with plain PostgreSQL and its parser. */
export class DistributedLint {
  private readonly judged = new Map<string, boolean>();

  /** @param db as a superuser, on a migrated database. */
  constructor(private readonly db: Pick<pg.Client, 'query'>) {}

  async check(statements: LintedStatement[]): Promise<Finding[]> {
    const findings: Finding[] = [];
    const texts = new Map(statements.map((statement) => [`${statement.forUser} ${statement.text}`, statement]));
    for (const { text, forUser } of texts.values())
      for (const rule of await this.rulesBrokenBy(text, forUser)) findings.push({ rule, where: text });
    return findings;
  }

  /** Of migrations, whose tables are distributed afterwards: only what is sent in one text. */
  async checkTexts(texts: string[]): Promise<Finding[]> {
    const findings = texts.map(async (text) => {
      const rules = rulesBrokenByText(await parsed(text));
      return [...rules].map((rule) => ({ rule, where: text }));
    });
    return (await Promise.all(findings)).flat();
  }

  async checkSchema(): Promise<Finding[]> {
    const find = async (rule: Rule, sql: string) => {
      const { rows } = await this.db.query<{ where: string }>(sql, [DISTRIBUTED_TABLES]);
      return rows.map(({ where }) => ({ rule, where }));
    };
    const lacksOwner = (columns: string) =>
      `NOT EXISTS (SELECT FROM unnest(${columns}) AS k JOIN pg_attribute ON attrelid = c AND attnum = k WHERE attname = 'user_id')`;
    return [
      ...(await find(
        'RESTRICTIVE',
        `SELECT policyname || ' ON ' || tablename AS where FROM pg_policies
         WHERE permissive = 'RESTRICTIVE' AND (tablename = ANY($1) OR tablename = 'users')`,
      )),
      ...(await find(
        'KEY',
        `SELECT indexrelid::regclass::text AS where FROM pg_index, LATERAL (SELECT indrelid AS c) AS of
         WHERE indisunique AND indrelid::regclass::text = ANY($1) AND ${lacksOwner('indkey::int2[]')}`,
      )),
      ...(await find(
        'FOREIGN_KEY',
        `SELECT conname AS where FROM pg_constraint, LATERAL (SELECT conrelid AS c) AS of
         WHERE contype = 'f' AND conrelid::regclass::text = ANY($1) AND confrelid <> 'users'::regclass
           AND (${lacksOwner('conkey')} OR NOT confrelid::regclass::text = ANY($1))`,
      )),
    ];
  }

  private async rulesBrokenBy(text: string, forUser: boolean): Promise<Set<Rule>> {
    const stmts = await parsed(text);
    const broken = rulesBrokenByText(stmts);
    for (const { stmt } of stmts)
      for (const node of nodesIn(stmt)) {
        if (forUser && reachesAllShards(node)) broken.add('ALL_SHARDS');
        if (forUser && (node.CommonTableExpr !== undefined || node.ctes !== undefined) && writesIn(node))
          broken.add('WRITE_IN_WITH');
        for (const rule of await this.rulesBrokenByWrite(node, text)) broken.add(rule);
      }
    return broken;
  }

  private async rulesBrokenByWrite(node: Node, text: string): Promise<Set<Rule>> {
    const broken = new Set<Rule>();
    const write = node.UpdateStmt ?? node.InsertStmt ?? node.DeleteStmt;
    const table = write?.relation?.relname as string;
    if (write === undefined || !WRITTEN.has(table)) return broken;
    const returned = (write.returningClause?.exprs ?? []) as Node[];
    const select = node.InsertStmt?.selectStmt?.SelectStmt;
    if (select !== undefined && select.valuesLists === undefined && returned.length === 0 && !write.onConflictClause)
      broken.add('INSERT_SELECT');
    const fails = async (expression: Node) => !(await this.isImmutable(expression, table, text));
    for (const { ResTarget: target } of returned)
      if (target.val.ColumnRef === undefined && (await fails(target.val))) broken.add('RETURNING');
    for (const part of nodesIn([write.targetList, write.onConflictClause])) {
      const isCase = part.CaseExpr !== undefined || part.CoalesceExpr !== undefined;
      if (isCase && (await fails(part))) broken.add('CASE');
    }
    if (node.InsertStmt === undefined || write.onConflictClause !== undefined) {
      const changes = node.InsertStmt === undefined ? write.targetList : write.onConflictClause.targetList;
      for (const { ResTarget: target } of (changes ?? []) as Node[])
        for (const part of nodesIn(target.val)) {
          const isCall = part.FuncCall ?? part.A_Expr ?? part.TypeCast;
          if (isCall !== undefined && hasColumn(part) && (await fails(part))) broken.add('COLUMN');
        }
    }
    return broken;
  }

  /** Asks PostgreSQL, which takes nothing else into an index. */
  private async isImmutable(expression: Node, table: string, text: string): Promise<boolean> {
    const columns = await this.columnsOf(table);
    const asked: Node = structuredClone(expression);
    for (const node of nodesIn(asked)) {
      if (node.ColumnRef === undefined) continue;
      // What FROM gives beside the table is no column of it: its type matters, and its value does not.
      if (columns.has(columnOf(node) ?? '')) node.ColumnRef.fields = [(node.ColumnRef.fields as Node[]).at(-1)];
      else {
        delete node.ColumnRef;
        node.A_Const = { ival: { ival: 1 } };
      }
    }
    const types = await this.parameterTypes(text);
    const sql = (await sqlOf(asked)).replace(/\$(\d+)/g, (_, n: string) => {
      const type = types[Number(n) - 1] ?? 'text';
      return `('${literalOf(type)}'::${type})`;
    });
    const key = `${table} ${sql}`;
    const known = this.judged.get(key);
    if (known !== undefined) return known;
    await this.db.query('BEGIN');
    await this.db.query(`CREATE TEMPORARY TABLE probe (LIKE ${table}) ON COMMIT DROP`);
    const refusal = await this.db.query(`CREATE INDEX ON probe ((${sql}))`).then(
      () => undefined,
      (error: pg.DatabaseError) => error,
    );
    await this.db.query('ROLLBACK');
    const NOT_IMMUTABLE = '42P17';
    // Types without an order, as json, cannot be indexed whatever computes them.
    const NO_OPERATOR_CLASS = '42704';
    if (refusal !== undefined && refusal.code !== NOT_IMMUTABLE && refusal.code !== NO_OPERATOR_CLASS)
      throw new Error(`Cannot judge ${sql} in ${text}`, { cause: refusal });
    const isImmutable = refusal?.code !== NOT_IMMUTABLE;
    this.judged.set(key, isImmutable);
    return isImmutable;
  }

  private async columnsOf(table: string): Promise<Set<string>> {
    const { rows } = await this.db.query<{ name: string }>(
      'SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0',
      [table],
    );
    return new Set(rows.map(({ name }) => name));
  }

  private async parameterTypes(text: string): Promise<string[]> {
    if (!/\$\d/.test(text)) return [];
    await this.db.query(`PREPARE linted AS ${text}`);
    const { rows } = await this.db.query<{ types: string[] }>(
      `SELECT parameter_types::text[] AS types FROM pg_prepared_statements WHERE name = 'linted'`,
    );
    await this.db.query('DEALLOCATE linted');
    return rows[0]!.types;
  }
}

function rulesBrokenByText(stmts: { stmt: Node }[]): Set<Rule> {
  const broken = new Set<Rule>();
  if (stmts.length < 2) return broken;
  const isLocal = ({ stmt }: { stmt: Node }) => stmt.VariableSetStmt?.is_local === true;
  if (stmts.some(isLocal) && !stmts.every(isLocal)) broken.add('SET_LOCAL');
  if (!stmts.every(({ stmt }) => stmt.VariableSetStmt !== undefined)) broken.add('SEVERAL');
  return broken;
}
