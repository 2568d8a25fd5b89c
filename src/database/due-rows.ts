import type { Transaction } from './transaction.js';

interface Description {
  table: string;
  key: string[];
  /** A column, or the expression of an index: rows are due once this is before a time. */
  time: string;
  where?: string;
}

/**
 * Not FOR UPDATE SKIP LOCKED: a distributed PostgreSQL refuses to lock rows of several users at once. IS TRUE keeps indexes
 * of the time away from what is found by its key.
 */
export class DueRows {
  readonly table: string;
  private readonly removal: string;
  private readonly age: string;

  constructor({ table, key, time, where }: Description) {
    this.table = table;
    const due = `${time} < $1${where === undefined ? '' : ` AND ${where}`}`;
    const sameKey = key.map((column) => `t.${column} = due.${column}`).join(' AND ');
    this.removal = `WITH due AS (SELECT ${key.join(', ')} FROM ${table} WHERE ${due} ORDER BY ${time} LIMIT $2)
  DELETE FROM ${table} AS t USING due WHERE ${sameKey} AND (${due}) IS TRUE RETURNING t.${key[0]}`;
    this.age = `SELECT extract(epoch FROM $1::timestamptz - ${time})::float8 AS seconds FROM ${table}
  WHERE ${due} ORDER BY ${time} LIMIT 1`;
  }

  /** @returns how many, up to `limit`. */
  async remove(tx: Transaction, before: Date, limit: number): Promise<number> {
    return (await tx.query(this.removal, [before, limit])).length;
  }

  /** @returns for how many seconds the oldest one is due; 0 if there is none. */
  async readOverdue(tx: Transaction, before: Date): Promise<number> {
    const [oldest] = await tx.query<{ seconds: number }>(this.age, [before]);
    return oldest?.seconds ?? 0;
  }
}

export const daysBefore = (at: Date, days: number): Date => hoursBefore(at, days * 24);

export const hoursBefore = (at: Date, hours: number): Date => new Date(at.getTime() - hours * 3_600_000);
