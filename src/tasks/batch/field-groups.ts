import { type TaskColumn, WRITABLE } from '../task-columns.js';

/** Fields that are merged as one. */
const GROUPED: Record<string, string> = { due_date: 'due', due_at: 'due', parent_id: 'place', position: 'place' };

/** The columns that clients write, by the names of conflicts. */
export const FIELD_GROUPS = new Map<string, TaskColumn[]>();
for (const column of WRITABLE) {
  const group = GROUPED[column.name] ?? column.name;
  FIELD_GROUPS.set(group, [...(FIELD_GROUPS.get(group) ?? []), column]);
}
