import { createHash } from 'node:crypto';

/** What the entity tag of a list says: until its owner's next write, this very query gets the same answer. */
export interface ListTag {
  version: number;
  query: string;
  /** When the first of the tasks shown leaves the trash, in milliseconds since the epoch: that is no write, but changes the list. */
  expires?: number;
}

const known = new WeakMap<object, string>();

/**
 * A short name of an owner's query, equal for equal queries. The owner is part of it: under `/me/tasks` the users of one
 * browser share a URL, and the page of one must never be taken for that of the other.
 *
 * @param query frozen: its part of the name is worked out once.
 */
export function queryName(owner: string, query: object): string {
  let name = known.get(query);
  if (name === undefined)
    known.set(query, (name = hashOf(JSON.stringify(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1))))));
  // The random end of the UUID.
  return name + owner.slice(-12);
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

export function formatListTag({ version, query, expires }: ListTag): string {
  return `"${version}-${query}${expires === undefined ? '' : `-${expires}`}"`;
}

/** Reads the inside of a tag; undefined if it is not of ours. */
export function parseListTag(tag: string): ListTag | undefined {
  const [, version, query, expires] = /^(\d{1,16})-([0-9a-f]{28})(?:-(\d{1,16}))?$/.exec(tag) ?? [];
  if (version === undefined || query === undefined) return undefined;
  return { version: Number(version), query, ...(expires !== undefined && { expires: Number(expires) }) };
}
