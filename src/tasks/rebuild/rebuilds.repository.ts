import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../database/transaction.js';

const LEASE = `now() + interval '30 seconds'`;
const USERS = 100;

/** How far each rebuild has come. */
@Injectable()
export class RebuildsRepository {
  async isDone(tx: Transaction, name: string): Promise<boolean> {
    const rows = await tx.query('SELECT 1 FROM rebuilds WHERE name = $1 AND done_at IS NULL', [name]);
    return rows.length === 0;
  }

  /** @returns undefined while another instance has the work. */
  async claim(tx: Transaction, name: string): Promise<{ afterUser: string | null } | undefined> {
    const [row] = await tx.query<{ afterUser: string | null }>(
      `UPDATE rebuilds SET lease_until = ${LEASE} WHERE name = $1 AND done_at IS NULL AND lease_until <= now()
       RETURNING after_user AS "afterUser"`,
      [name],
    );
    return row;
  }

  async renewClaim(tx: Transaction, name: string, afterUser: string | null): Promise<void> {
    await tx.query(`UPDATE rebuilds SET lease_until = ${LEASE}, after_user = $2 WHERE name = $1`, [name, afterUser]);
  }

  async finish(tx: Transaction, name: string): Promise<void> {
    await tx.query('UPDATE rebuilds SET done_at = now() WHERE name = $1', [name]);
  }

  async usersAfter(tx: Transaction, userId: string | null): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM users WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT ${USERS}`,
      [userId],
    );
    return rows.map(({ id }) => id);
  }
}
