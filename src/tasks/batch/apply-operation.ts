import { isDeepStrictEqual } from 'node:util';
import { Problem } from '../../common/problem.js';
import { invalid } from '../../common/request-validation.pipe.js';
import { newId } from '../../common/uuid.js';
import { PreconditionFailed } from '../precondition-failed.js';
import { WRITABLE } from '../task-columns.js';
import { demandNew, demandNewAs, demandStored } from '../task-read-only.js';
import { isRestorable, newTask, patchFields } from '../task-rules.js';
import type { Task } from '../task.entity.js';
import { TASK_ERRORS } from '../tasks.errors.js';
import { parentFault } from '../tree/lineage.js';
import { mergeBase } from './merge-base.js';
import type { Operation, Outcome, PatchOperation } from './operation.js';
import type { TaskSet } from './task-set.js';
import { undoOf } from './undo.js';

/**
 * Changes `tasks`, or throws and leaves them as they are. What has happened already is not done again.
 * @throws Problem TASK_NOT_FOUND, VALIDATION_FAILED with pointers into `data`; PreconditionFailed.
 */
export function applyOperation(tasks: TaskSet, operation: Operation, owner: string, now: Date): Outcome {
  if (operation.op === 'create') return create(tasks, operation, owner, now);
  const current = tasks.find(operation.id);
  if (current === undefined) throw new Problem(TASK_ERRORS.TASK_NOT_FOUND);
  if (operation.op === 'patch') return patch(tasks, operation, current, now);
  if ((operation.op === 'delete') === (current.deletedAt !== null)) return unchanged(current);
  if (!isRestorable(current, now) || current.purgedAt) throw new Problem(TASK_ERRORS.TASK_NOT_FOUND);
  demandVersion(current, operation.if_version);
  return written(current, operation.op === 'delete' ? tasks.remove(current) : restore(tasks, current));
}

function create(tasks: TaskSet, { id, data }: Extract<Operation, { op: 'create' }>, owner: string, now: Date): Outcome {
  if (id === undefined) demandNew(data, owner);
  else demandNewAs(data, owner, id);
  const task = newTask(owner, id ?? newId(), data, now);
  const existing = tasks.find(task.id);
  if (existing !== undefined) return unchanged(existing);
  demandParent(tasks, task);
  return written(undefined, tasks.create(task));
}

function patch(tasks: TaskSet, { data: given, base, if_version }: PatchOperation, current: Task, now: Date): Outcome {
  if (current.deletedAt !== null) throw new Problem(TASK_ERRORS.TASK_NOT_FOUND);
  demandStored(given, current);
  const { data, conflicts } = base === undefined ? { data: given, conflicts: [] } : mergeBase(current, given, base);
  if (conflicts.length > 0) throw new PreconditionFailed('STALE_TASK', current, conflicts);
  const task = patchFields(data, current, now);
  if (isSame(task, current)) return unchanged(current);
  demandVersion(current, if_version);
  if (task.parentId !== current.parentId) {
    if (base !== undefined && isCircular(tasks, task)) throw new PreconditionFailed('STALE_TASK', current, ['place']);
    demandParent(tasks, task);
    if (data.position === undefined) task.position = '';
  }
  return written(current, tasks.change(task));
}

/** To where it was, or to the end of the root if its parent is not there or too deep by now. */
function restore(tasks: TaskSet, task: Task): Task {
  const { parentId, position } = task;
  const isFree = parentId === null || parentFault(tasks.lineageOf(task.id, parentId)) === undefined;
  return tasks.restore(task, isFree ? { parentId, position } : { parentId: null, position: '' });
}

function demandParent(tasks: TaskSet, { id, parentId }: Task): void {
  const fault = parentId === null ? undefined : parentFault(tasks.lineageOf(id, parentId));
  if (fault !== undefined) throw invalid([{ pointer: '/parent_id', ...fault }]);
}

const isCircular = (tasks: TaskSet, { id, parentId }: Task): boolean =>
  parentId !== null && tasks.lineageOf(id, parentId).isCircular;

function demandVersion(current: Task, version: number | undefined): void {
  if (version !== undefined && version !== current.version) throw new PreconditionFailed('STALE_TASK', current);
}

const isSame = (a: Task, b: Task): boolean =>
  WRITABLE.every(({ property }) => isDeepStrictEqual(a[property], b[property]));

const unchanged = (task: Task): Outcome => ({ task, isNew: false });

const written = (before: Task | undefined, task: Task): Outcome => ({
  task,
  isNew: before === undefined,
  undo: undoOf(before, task),
});
