import type { DatabaseConfig } from '../../config/slices.js';
import { createDataSource } from '../../database/connection/data-source.js';

/** More than anyone wrote between the backup and its restore. */
const LIFT = 1_000_000;

/**
 * For a database that was restored: no number that clients have seen since the backup is given out again, and no cursor
 * of theirs is taken. As the owner of the tables, in one transaction that keeps all writers out.
 */
export async function beginEpoch(config: DatabaseConfig): Promise<void> {
  const dataSource = await createDataSource(config, 'owner').initialize();
  try {
    await dataSource.transaction(async (manager) => {
      await manager.query('ALTER TABLE task_sequences NO FORCE ROW LEVEL SECURITY');
      await manager.query(
        `UPDATE sync_epochs SET epoch = gen_random_uuid(), first_version = first_version + ${LIFT} WHERE id = 1`,
      );
      await manager.query(`UPDATE task_sequences SET last_version = last_version + ${LIFT}`);
      await manager.query('ALTER TABLE task_sequences FORCE ROW LEVEL SECURITY');
    });
  } finally {
    await dataSource.destroy();
  }
}
