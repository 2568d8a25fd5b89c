import { createHash } from 'node:crypto';

/** What the entity tag of a list says: until its owner's next write, this very query gets the same answer. */
export interface ListTag {
  version: number;
  query: string;
  /** When the first of the tasks shown leaves the trash, in milliseconds since the epoch: that is no write, but changes the list. */
  expires?: number;
}

/**
 * A short name of an owner's query, equal for equal queries. The owner is part of it: under `/me/tasks` the users of one
 * browser share a URL, and the page of one must never be taken for that of the other.
 */
export function queryName(owner: string, query: object): string {
  return createHash('sha256').update(owner + JSON.stringify(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1)))).digest('hex').slice(0, 16);
}

export function formatListTag({ version, query, expires }: ListTag): string {
  return `"${version}-${query}${expires === undefined ? '' : `-${expires}`}"`;
}

/** Reads the inside of a tag; undefined if it is not of ours. */
export function parseListTag(tag: string): ListTag | undefined {
  const [, version, query, expires] = /^(\d{1,16})-([0-9a-f]{16})(?:-(\d{1,16}))?$/.exec(tag) ?? [];
  if (version === undefined || query === undefined) return undefined;
  return { version: Number(version), query, ...(expires !== undefined && { expires: Number(expires) }) };
}
