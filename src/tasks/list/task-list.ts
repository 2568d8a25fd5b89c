import type { SortPart } from '../dto/sort.js';
import type { TagMode } from '../dto/tag-filter.js';

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
  /** The bounds themselves are outside. Undated tasks match neither. */
  dueBefore?: Date;
  dueAfter?: Date;
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
}

export interface ListRequest {
  filter: TaskFilter;
  sort: SortPart[];
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
