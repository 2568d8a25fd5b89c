import { Injectable } from '@nestjs/common';
import type { JobScope } from './database.service.js';
import type { DueRows } from './due-rows.js';
import type { Transaction } from './transaction.js';

/** Rows that are removed when their time is over. All times are compared in the statements, and again in the policies. */
export interface GrowingTable {
  /** The label of its metrics. */
  name: string;
  /** What its rows are seen in; without one, they are nobody's. */
  scope?: JobScope;
  /** Removes up to `limit` rows whose time is over, by an index. @returns how many. */
  removeDue: (tx: Transaction, limit: number) => Promise<number>;
  /** @returns for how many seconds the time of the oldest such row has been over; 0 if there is none. */
  readOverdue: (tx: Transaction) => Promise<number>;
}

/** Each feature names the tables of its own that grow; the job `retention` empties them. */
@Injectable()
export class GrowingTables {
  private readonly tables: GrowingTable[] = [];

  /** Call it before the application starts. */
  add(table: GrowingTable): void {
    this.tables.push(table);
  }

  /** @param before when rows must have become due to be removed now. */
  addRows(scope: JobScope, rows: DueRows, before: () => Date): void {
    this.add({
      name: rows.table,
      scope,
      removeDue: (tx, limit) => rows.remove(tx, before(), limit),
      readOverdue: (tx) => rows.readOverdue(tx, before()),
    });
  }

  list(): readonly GrowingTable[] {
    return this.tables;
  }
}
