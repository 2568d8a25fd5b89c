import type { SortPart } from '../dto/sort.js';

/** Which of a user's tasks. Absent and empty members restrict nothing. */
export interface TaskFilter {
  completed?: boolean;
  /** Any of these. */
  priorities: number[];
  /** Any of these. */
  tags: string[];
  /** A substring of the search form. */
  search: string;
  /** Instants; the bounds themselves are outside. Undated tasks have no due time to compare. */
  dueBefore?: Date;
  dueAfter?: Date;
  updatedAfter?: Date;
  /** Not the live tasks but the trash: what was deleted after this. */
  deletedAfter?: Date;
}

/** A place in an order: the keys of a task, the id last. */
export type Position = (string | number | boolean)[];

/** From where a page goes, and which way: `before` gives the tasks that come right before the position, still in the list's order. */
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
}

export interface TaskPage {
  /** Each as JSON. */
  tasks: string[];
  /** How many match on all pages; null where nobody asked. */
  total: number | null;
  hasMore: boolean;
  hasPrevious: boolean;
}
