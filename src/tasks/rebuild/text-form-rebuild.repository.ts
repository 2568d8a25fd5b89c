import { Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import type { Transaction } from '../../database/transaction.js';
import { searchTextOf, tagFormsOf, titleOrderOf } from '../text-forms.js';

const NAME = 'text_forms';
const LEASE = `now() + interval '30 seconds'`;
const USERS = 100;
const TASKS = 100;
/** Other requests wait no longer than for the forms of so many. */
const TASKS_AT_ONCE = 20;

interface TaskText {
  id: string;
  title: string;
  description: string | null;
  tags: string[];
}

@Injectable()
export class TextFormRebuildRepository {
  async isDone(tx: Transaction): Promise<boolean> {
    const rows = await tx.query('SELECT 1 FROM rebuilds WHERE name = $1 AND done_at IS NULL', [NAME]);
    return rows.length === 0;
  }

  /** @returns undefined while another instance has the work. */
  async claim(tx: Transaction): Promise<{ afterUser: string | null } | undefined> {
    const [row] = await tx.query<{ afterUser: string | null }>(
      `UPDATE rebuilds SET lease_until = ${LEASE} WHERE name = $1 AND done_at IS NULL AND lease_until <= now()
       RETURNING after_user AS "afterUser"`,
      [NAME],
    );
    return row;
  }

  async renewClaim(tx: Transaction, afterUser: string | null): Promise<void> {
    await tx.query(`UPDATE rebuilds SET lease_until = ${LEASE}, after_user = $2 WHERE name = $1`, [NAME, afterUser]);
  }

  async finish(tx: Transaction): Promise<void> {
    await tx.query('UPDATE rebuilds SET done_at = now() WHERE name = $1', [NAME]);
  }

  async usersAfter(tx: Transaction, userId: string | null): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM users WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT ${USERS}`,
      [userId],
    );
    return rows.map(({ id }) => id);
  }

  /** Skips a task that changes meanwhile: its write makes the forms. @returns the last id; undefined at the end. */
  async rebuildTasks(tx: Transaction, userId: string, afterTask: string | undefined): Promise<string | undefined> {
    const tasks = await tx.query<TaskText>(
      `SELECT id, title, description, tags FROM tasks
       WHERE user_id = $1 AND purged_at IS NULL AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT ${TASKS}`,
      [userId, afterTask ?? null],
    );
    const forms = [];
    for (const [i, { id, title, description, tags }] of tasks.entries()) {
      if (i % TASKS_AT_ONCE === 0) await setImmediate();
      forms.push({
        id,
        title,
        description,
        tags,
        search_text: searchTextOf(title, description),
        title_order: titleOrderOf(title),
        tag_forms: tagFormsOf(tags),
      });
    }
    await tx.query(
      `UPDATE tasks t SET search_text = f.search_text, title_order = f.title_order, tag_forms = f.tag_forms
       FROM json_to_recordset($2) AS f(id uuid, title text, description text, tags text[], search_text text, title_order text, tag_forms text[])
       WHERE t.user_id = $1 AND t.id = f.id AND t.title = f.title AND t.description IS NOT DISTINCT FROM f.description
         AND t.tags = f.tags
         AND (t.search_text, t.title_order, t.tag_forms) IS DISTINCT FROM (f.search_text, f.title_order, f.tag_forms)`,
      [userId, JSON.stringify(forms)],
    );
    return tasks.at(-1)?.id;
  }
}
