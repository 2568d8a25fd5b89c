import { beginningOf, dayAfter, dayAt } from '../../common/time-zones.js';
import type { DueState } from '../dto/due.query.js';
import type { ListTasksQuery } from '../dto/list-tasks.query.js';
import { parseSort } from '../dto/sort.js';
import { sortsByDue } from './due-order.js';
import type { DueRange, DueRanges } from './task-list.js';

/** Whether the list depends on where the user's days begin and end. */
export const dependsOnTimeZone = ({ due, due_on, due_from, due_until, sort }: ListTasksQuery): boolean =>
  sortsByDue(parseSort(sort) ?? []) ||
  due === 'overdue' ||
  [due_on, due_from, due_until].some((day) => day !== undefined);

/**
 * When the tasks of a list are due: days by their beginning in UTC, as they are stored. Undefined if it does not matter.
 *
 * @param due `ahead` stands for what is due, but not yet overdue.
 */
export function dueRangesOf(
  { due_on, due_from = due_on, due_until = due_on, due_before, due_after }: ListTasksQuery,
  due: DueState | 'ahead' | undefined,
  timeZone: string,
  now: number,
): DueRanges | undefined {
  if (due === 'none') return { none: {} };
  if ([due, due_from, due_until, due_before, due_after].every((bound) => bound === undefined)) return undefined;
  const range = (beginning: (day: string) => number, present: () => number): DueRange =>
    rangeOf(
      [due_from && beginning(due_from), due_after && Date.parse(due_after) + 1, due === 'ahead' && present()],
      [
        due_until && beginning(dayAfter(due_until)),
        due_before && Date.parse(due_before),
        due === 'overdue' && present(),
      ],
    );
  return {
    day: range(Date.parse, () => Date.parse(dayAt(now, timeZone))),
    instant: range(
      (day) => beginningOf(day, timeZone),
      () => now + 1,
    ),
  };
}

type Bound = number | '' | false | undefined;

function rangeOf(from: Bound[], before: Bound[]): DueRange {
  const given = (bounds: Bound[]) => bounds.filter((bound) => typeof bound === 'number');
  const [lowest, highest] = [Math.max(...given(from)), Math.min(...given(before))];
  return {
    ...(lowest > -Infinity && { from: new Date(lowest) }),
    ...(highest < Infinity && { before: new Date(highest) }),
  };
}
