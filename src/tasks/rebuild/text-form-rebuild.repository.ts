import { Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import type { Transaction } from '../../database/transaction.js';
import { searchTextOf, tagFormsOf, titleOrderOf } from '../text-forms.js';
import type { TaskRebuild } from './task-rebuild.js';

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
export class TextFormRebuildRepository implements TaskRebuild {
  readonly name = 'text_forms';
  readonly subject = 'the stored forms of the text of tasks';

  /** Skips a task that changes meanwhile: its write makes the forms. */
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
