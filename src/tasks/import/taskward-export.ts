import { UUID } from '../../common/uuid.js';
import type { TaskResponse } from '../dto/task-response.dto.js';
import { type ImportedFile, type Omission, UnreadableFile } from './imported-task.js';
import { inTreeOrder, type UnorderedTask } from './tree-order.js';

/** What an export has of a task, of this release or another. */
type ExportedTask = Partial<TaskResponse> & { parent_id?: string | null; position?: string };

/** The answer of `GET /users/me/export`: tasks keep their ids. @throws UnreadableFile. */
export function readTaskwardExport(text: string): ImportedFile {
  const omissions: Omission[] = [];
  const tasks = parseTasks(text).flatMap((task, i): UnorderedTask[] => {
    const where = `task ${i + 1}`;
    const id = typeof task.id === 'string' && UUID.test(task.id) ? task.id.toLowerCase() : undefined;
    if (id === undefined || task.deleted_at) {
      omissions.push({ where, field: 'task', reason: id === undefined ? 'has no id' : 'is in the trash' });
      return [];
    }
    const { title, description, completed, completed_at, created_at, priority, due_date, due_at, tags, extra } = task;
    const fields = { title, description, completed, completed_at, created_at, priority, due_date, due_at, tags, extra };
    return [
      {
        ref: id,
        parentRef: task.parent_id?.toLowerCase() ?? null,
        listRef: null,
        where,
        // What is missing or of another type is refused like any other body.
        fields: fields as UnorderedTask['fields'],
        ...(typeof task.position === 'string' && { order: task.position }),
      },
    ];
  });
  return { source: 'taskward', tasks: inTreeOrder(tasks, omissions), omissions };
}

function parseTasks(text: string): ExportedTask[] {
  try {
    const { tasks } = JSON.parse(text) as { tasks?: unknown };
    if (Array.isArray(tasks) && tasks.every((task) => typeof task === 'object' && task !== null))
      return tasks as ExportedTask[];
  } catch (error) {
    throw new UnreadableFile(`It is no JSON: ${(error as Error).message}.`, { cause: error });
  }
  throw new UnreadableFile('It is no export of Taskward: it has no tasks.');
}
