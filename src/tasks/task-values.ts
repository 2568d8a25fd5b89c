import type { TaskColumn } from './task-columns.js';
import type { Task } from './task.entity.js';
import { searchTextOf, tagFormsOf, titleOrderOf } from './text-forms.js';

/** Columns that follow from others. */
const DERIVED: Partial<Record<keyof Task, (task: Task) => unknown>> = {
  due: ({ dueAt, dueDate }) => dueAt ?? (dueDate === null ? null : new Date(dueDate)),
  searchText: ({ title, description }) => searchTextOf(title, description),
  titleOrder: ({ title }) => titleOrderOf(title),
  tagForms: ({ tags }) => tagFormsOf(tags),
};

// Not `{ ...task, due: … }`: new properties behind a spread make V8 use a slow object.
export function valuesOf(columns: TaskColumn[], task: Task): unknown[] {
  return columns.map(({ property }) => {
    const derive = DERIVED[property];
    return derive === undefined ? task[property] : derive(task);
  });
}
