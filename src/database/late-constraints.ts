import type { DataSource } from 'typeorm';
import { runDdl } from './concurrent-indexes.js';

/** Constraints that migrations add as NOT VALID: to look at the rows that are there, they would lock out writers. */
const CONSTRAINTS = [{ table: 'public.tasks', name: 'fk_tasks_parent' }];

export async function validateConstraints(dataSource: DataSource): Promise<void> {
  for (const { table, name } of CONSTRAINTS) {
    const [row] = await dataSource.query<{ convalidated: boolean }[]>(
      'SELECT convalidated FROM pg_constraint WHERE conrelid = $1::regclass AND conname = $2',
      [table, name],
    );
    if (row?.convalidated === false) await runDdl(dataSource, `ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`);
  }
}
