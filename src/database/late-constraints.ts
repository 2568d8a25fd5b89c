import type { DataSource } from 'typeorm';
import { OWNER_SETTINGS } from './connection/deadlines.js';

/** Constraints that migrations add as NOT VALID: to look at the rows that are there, they would lock out writers. */
const CONSTRAINTS = [{ table: 'public.tasks', name: 'fk_tasks_parent' }];

export async function validateConstraints(dataSource: DataSource): Promise<void> {
  for (const { table, name } of CONSTRAINTS) {
    const [row] = await dataSource.query<{ convalidated: boolean }[]>(
      'SELECT convalidated FROM pg_constraint WHERE conrelid = $1::regclass AND conname = $2',
      [table, name],
    );
    if (row?.convalidated !== false) continue;
    await dataSource.transaction(async (manager) => {
      await manager.query('SET TRANSACTION READ WRITE');
      // Behind a pooler the session's settings are not ours: with `row_security = off` it would be refused.
      await manager.query(OWNER_SETTINGS.map((setting) => `SET LOCAL ${setting}`).join('; '));
      await manager.query(`ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`);
    });
  }
}
