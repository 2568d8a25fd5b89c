import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';

export type EntityTags = '*' | string[];

// RFC 9110, 8.8.3: quoted strings of visible characters, perhaps marked weak.
const TAGS = /(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;

// Proxies that compress append these to a tag (Apache, nginx modules, Jetty).
const ENCODING_SUFFIX = /(?:--?|;)(?:gzip|br|deflate|zstd)$/;

/** Without weak marks and suffixes of proxies: a tag names the data in any encoding. @throws MALFORMED_HEADER. */
export function parseEntityTags(
  name: 'If-Match' | 'If-None-Match',
  header: string | undefined,
): EntityTags | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return '*';
  const tags = [...header.matchAll(TAGS)].map(([, tag = '']) => tag.replace(ENCODING_SUFFIX, ''));
  // An empty member of a list is allowed (RFC 9110, 5.6.1); anything else between the tags is not.
  if (tags.length === 0 || !/^[\s,]*$/.test(header.replace(TAGS, ','))) {
    throw new Problem(COMMON_ERRORS.MALFORMED_HEADER, {
      detail: `${name} must be * or a list of quoted entity tags, such as "42".`,
    });
  }
  return tags;
}

export function matchesVersion(tags: EntityTags, version: number): boolean {
  return tags === '*' || tags.includes(String(version));
}
