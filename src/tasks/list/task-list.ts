import type { SortPart } from '../dto/sort.js';
import type { TagMode } from '../dto/tag-filter.js';

/** A task is due on a day, at an instant, or not at all. */
export const DUE_KINDS = ['day', 'instant', 'none'] as const;
export type DueKind = (typeof DUE_KINDS)[number];

export interface DueRange {
  from?: Date;
  /** Is outside itself. */
  before?: Date;
}

/** A kind that is absent is left out. */
export type DueRanges = Partial<Record<DueKind, DueRange>>;

/** Absent and empty members restrict nothing. */
export interface TaskFilter {
  completed?: boolean;
  priorities: number[];
  /** Of each wanted text its readings, one of which suffices: the forms of some tags. */
  tags: string[][][];
  /** `all` if absent. */
  tagMode?: TagMode;
  /** A substring in its `searchForm`. */
  search: string;
  due?: DueRanges;
  updatedAfter?: Date;
  /** If given, only the tasks with this parent; with null only those without one. */
  parentId?: string | null;
  /** If given, not the live tasks but those deleted after this instant: the trash. */
  deletedAfter?: Date;
}

/** The values of a task's order keys, the id last. */
export type Position = (string | number | boolean)[];

/** Where a page begins; with `before` where it ends, still in the list's order. */
export interface Keyset {
  position: Position;
  before: boolean;
  /** The one of the profile when the first page was read, where the list depends on it. */
  timeZone?: string;
}

export interface ListRequest {
  filter: TaskFilter;
  sort: SortPart[];
  /** Where days begin and end. */
  timeZone: string;
  /** When tasks are due that match later, as time goes on. */
  ahead?: DueRanges;
  skip: number;
  limit: number;
  keyset?: Keyset;
  withTotal: boolean;
  withChildCounts?: boolean;
}

/** How many live tasks have a task as their parent. */
export interface ChildCounts {
  open: number;
  all: number;
}

export interface TaskPage {
  /** Each as JSON. */
  tasks: string[];
  /** By the ids of those tasks of the page that have children; undefined if nobody asked. */
  childCounts?: Record<string, ChildCounts>;
  /** On all pages; null if nobody asked. */
  total: number | null;
  hasMore: boolean;
  hasPrevious: boolean;
}

/** With cursors of the pages beside it. */
export interface ListedPage extends TaskPage {
  next: string | null;
  /** Null on the first page, and where `skip` leads back. */
  previous: string | null;
}
