import { createHash } from 'node:crypto';

/** The entity tag of a list: until its owner's next write, or until it expires, this query gets the same answer. */
export interface ListTag {
  version: number;
  query: string;
  /** When time alone changes the list, in milliseconds since the epoch. */
  expires?: number;
}

const hashes = new WeakMap<object, string>();

// The owner is part of it: under `/me/tasks` the users of one browser share a URL, and none may get another's page.
/**
 * @param query frozen, because its hash is made once.
 * @param timeZone the one of the profile, if the list depends on it.
 */
export function queryName(owner: string, query: object, timeZone?: string): string {
  let hash = hashes.get(query);
  if (hash === undefined)
    hashes.set(query, (hash = hashOf(JSON.stringify(Object.entries(query).sort(([a], [b]) => (a < b ? -1 : 1))))));
  // The random end of the UUID.
  return (timeZone === undefined ? hash : hashOf(hash + timeZone)) + owner.slice(-12);
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
