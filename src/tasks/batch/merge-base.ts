import { isDeepStrictEqual } from 'node:util';
import { invalid } from '../../common/request-validation.pipe.js';
import type { TaskBaseDto } from '../dto/batch.dto.js';
import type { UpdateTaskDto } from '../dto/update-task.dto.js';
import { type Extra, mergePatch } from '../extra.js';
import { type TaskColumn, valueOf } from '../task-columns.js';
import { withoutClear } from '../task-rules.js';
import { MAX_TAGS } from '../tags/tag-limits.js';
import type { Task } from '../task.entity.js';
import { tagForm } from '../text-forms.js';
import { FIELD_GROUPS } from './field-groups.js';

export interface Merged {
  /** What is left of the change. */
  data: UpdateTaskDto;
  /** The fields that someone else has changed to something else: nothing may be applied then. */
  conflicts: string[];
}

type Values = Record<string, unknown>;

/** A three-way merge of the fields that `change` names. @throws Problem VALIDATION_FAILED if there are too many tags. */
export function mergeBase(current: Task, change: UpdateTaskDto, base: TaskBaseDto): Merged {
  const given = withoutClear(change);
  const data: UpdateTaskDto = { ...given };
  const conflicts: string[] = [];
  for (const [group, columns] of FIELD_GROUPS) {
    const changed = columns.filter(({ name }) => (given as Values)[name] !== undefined);
    if (changed.length === 0) continue;
    if (group === 'tags') data.tags = mergeTags(current.tags, given.tags!, base.tags!);
    else if (group === 'extra') {
      const extra = mergeExtraMembers(current.extra, given.extra!, base.extra ?? null);
      if (extra === undefined) conflicts.push(group);
      data.extra = extra;
    } else if (changed.every((column) => isAs(current, column, given)))
      for (const { name } of changed) delete (data as Values)[name];
    else if (!isAsSeen(group, columns, current, base)) conflicts.push(group);
  }
  return { data, conflicts };
}

function isAs(current: Task, column: TaskColumn, given: object): boolean {
  return isDeepStrictEqual(current[column.property], valueOf(column, (given as Values)[column.name] ?? null));
}

/** A task has a day or an instant: of these what is left out was null. */
function isAsSeen(group: string, columns: TaskColumn[], current: Task, base: TaskBaseDto): boolean {
  return columns
    .filter(({ name }) => group === 'due' || (base as Values)[name] !== undefined)
    .every((column) => isAs(current, column, base));
}

/** As sets, without regard to case; exactly as given if nobody else has changed them. */
function mergeTags(current: string[], given: string[], seen: string[]): string[] {
  if (isDeepStrictEqual(current, seen)) return given;
  const formsOf = (tags: string[]) => new Set(tags.map(tagForm));
  const [now, wanted, known] = [formsOf(current), formsOf(given), formsOf(seen)];
  const kept = current.filter((tag) => wanted.has(tagForm(tag)) || !known.has(tagForm(tag)));
  const added = given.filter((tag) => !known.has(tagForm(tag)) && !now.has(tagForm(tag)));
  const tags = [...kept, ...added];
  if (tags.length > MAX_TAGS) {
    const detail = `must be at most ${MAX_TAGS} together with those that the task has by now`;
    throw invalid([{ pointer: '/tags', code: 'TOO_MANY', detail }]);
  }
  return tags;
}

/** @returns the patch that is left, or null for none of what was seen; undefined for a conflict. */
function mergeExtraMembers(current: Extra | null, given: Extra | null, seen: Extra | null): Extra | null | undefined {
  const patch = given ?? Object.fromEntries(Object.keys(seen ?? {}).map((name) => [name, null]));
  const left: Extra = {};
  for (const [name, change] of Object.entries(patch)) {
    const [now, before] = [memberOf(current, name), memberOf(seen, name)];
    const wanted = change === null ? undefined : mergePatch(before, change);
    if (isDeepStrictEqual(now, wanted)) continue;
    if (!isDeepStrictEqual(now, before)) return undefined;
    left[name] = change;
  }
  const isCleared = given === null && Object.keys(mergePatch(current, left) as Extra).length === 0;
  return isCleared ? null : left;
}

const memberOf = (extra: Extra | null, name: string): unknown =>
  extra !== null && Object.hasOwn(extra, name) ? extra[name] : undefined;
