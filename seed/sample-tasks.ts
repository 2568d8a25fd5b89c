import { newId } from '../src/common/uuid.js';
import { searchTextOf, titleOrderOf } from '../src/tasks/text-forms.js';
import { endPosition } from '../src/tasks/tree/positions.js';

const VERBS = [
  'Buy',
  'Call',
  'Write',
  'Fix',
  'Read',
  'Plan',
  'Send',
  'Check',
  'Book',
  'Clean',
  'Renew',
  'Cancel',
  'Prepare',
  'Review',
];
const THINGS = [
  'milk',
  'the dentist',
  'the report',
  'the bike',
  'Zoë’s present',
  'the trip to Málaga',
  'a letter',
  'the tyres',
  'the café table',
  'the insurance',
  'the slides',
  'the garden',
  '牛乳',
  'the tax form',
];
const REASONS = [
  'before the weekend',
  'as promised',
  'see the mail from Monday',
  'two litres, the blue one',
  'ask for a receipt',
  'it is overdue',
  'not urgent',
];
const LISTS = ['Home', 'Work', 'Shopping', 'Trip to Málaga', 'Garden', 'Someday'];
const TAGS = ['home', 'work', 'shopping', 'family', 'errand', 'phone', 'someday'];
const COLORS = ['#e4572e', '#17bebb', '#ffc914', '#76b041'];
const DAY_MS = 86_400_000;

/** A task as a row of the table, ready for `json_populate_recordset`. */
export type SampleTask = ReturnType<typeof sampleTask>;

/** Numbers from 0 to 1 that are the same in every run (mulberry32): those who build a client see the same tasks. */
export function repeatable(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The tasks that people have: lists first, most others in one of them, and some beneath one of those. */
export function* sampleTasks(userId: string, count: number, random: () => number, now: number): Generator<SampleTask> {
  const lists: string[] = [];
  let listed: string | undefined;
  for (let version = 1; version <= count; version++) {
    const list = LISTS[version - 1];
    const [isSubtask, isListed] = [random() < 0.2, random() < 0.8];
    const parent = isSubtask ? listed : isListed ? lists[Math.floor(random() * lists.length)] : undefined;
    const task = sampleTask(userId, version, random, now, list, parent);
    if (list !== undefined) lists.push(task.id);
    else if (isListed && !isSubtask && task.deleted_at === null) listed = task.id;
    yield task;
  }
}

/** Most are done, some are due, a few are in the trash; a list is none of these. */
function sampleTask(
  userId: string,
  version: number,
  random: () => number,
  now: number,
  list: string | undefined,
  parent: string | undefined,
) {
  const one = <T>(choices: T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const title = list ?? `${one(VERBS)} ${one(THINGS)}`;
  const id = newId();
  const description = random() < 0.4 ? one(REASONS) : null;
  const created = now - random() * 365 * DAY_MS;
  const updated = created + random() * (now - created);
  const completed = random() < 0.6 && list === undefined;
  const due = random() < 0.5 && list === undefined ? now + (random() - 0.4) * 60 * DAY_MS : undefined;
  const dueDate = due !== undefined && random() < 0.7 ? iso(due).slice(0, 10) : null;
  const dueAt = due !== undefined && dueDate === null ? iso(due) : null;
  const isDeleted = random() < 0.03 && list === undefined;
  return {
    user_id: userId,
    id,
    title,
    description,
    completed,
    completed_at: completed ? iso(updated) : null,
    priority: Math.floor(random() ** 2 * 4),
    due_date: dueDate,
    due_at: dueAt,
    due: dueAt ?? (dueDate === null ? null : `${dueDate}T00:00:00Z`),
    tags: TAGS.filter(() => random() < 0.15),
    extra: random() < 0.2 ? { color: one(COLORS) } : null,
    parent_id: list === undefined ? (parent ?? null) : null,
    position: endPosition(version),
    search_text: searchTextOf(title, description),
    title_order: titleOrderOf(title),
    version,
    deleted_at: isDeleted ? iso(now - random() * 25 * DAY_MS) : null,
    deleted_with: isDeleted ? id : null,
    purged_at: null,
    created_at: iso(created),
    updated_at: iso(updated),
  };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
