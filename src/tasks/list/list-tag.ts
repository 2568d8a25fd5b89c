import { createHash } from 'node:crypto';

/** The entity tag of a list: until its owner's next write, or until it expires, this query gets the same answer. */
export interface ListTag {
  version: number;
  query: string;
  /** When a task first leaves the trash, in milliseconds since the epoch: that changes the list without a write. */
  expires?: number;
}

const hashes = new WeakMap<object, string>();

// The owner is part of it: under `/me/tasks` the users of one browser share a URL, and none may get another's page.
/** @param query frozen, because its hash is made once. */
export function queryName(owner: string, query: object): string {
  let hash = hashes.get(query);
  if (hash === undefined)
    hashes.set(query, (hash = hashOf(JSON.stringify(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1))))));
  // The random end of the UUID.
  return hash + owner.slice(-12);
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

export function formatListTag({ version, query, expires }: ListTag): string {
  return `"${version}-${query}${expires === undefined ? '' : `-${expires}`}"`;
}

/** @param tag without its quotes. @returns undefined for any other tag than `formatListTag` makes. */
export function parseListTag(tag: string): ListTag | undefined {
  const [, version, query, expires] = /^(\d{1,16})-([0-9a-f]{28})(?:-(\d{1,16}))?$/.exec(tag) ?? [];
  if (version === undefined || query === undefined) return undefined;
  return { version: Number(version), query, ...(expires !== undefined && { expires: Number(expires) }) };
}
