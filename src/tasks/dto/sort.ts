import { ValidateBy } from 'class-validator';

export const SORT_KEYS = ['created_at', 'updated_at', 'due', 'title', 'priority', 'completed', 'position'] as const;

export const SORT_ORDERS = SORT_KEYS.flatMap((key) => [key, `-${key}` as const]);

/** Names for client generators: most would call both directions of a key the same. */
export const SORT_NAMES = SORT_KEYS.flatMap((key) => [key.toUpperCase(), `${key.toUpperCase()}_DESC`]);

export type SortKey = (typeof SORT_KEYS)[number];

export interface SortPart {
  key: SortKey;
  descending: boolean;
}

/** Reads `-priority,title`; undefined if it is not of that form, names an unknown key or repeats one. */
export function parseSort(text: unknown): SortPart[] | undefined {
  if (typeof text !== 'string') return undefined;
  const parts = text
    .split(',')
    .map((part) => ({ key: part.replace(/^-/, '') as SortKey, descending: part.startsWith('-') }));
  const keys = parts.map(({ key }) => key);
  const known = keys.every((key) => SORT_KEYS.includes(key));
  return known && new Set(keys).size === keys.length ? parts : undefined;
}

export const IsSort = () =>
  ValidateBy({
    name: 'isSort',
    validator: {
      validate: (value) => parseSort(value) !== undefined,
      defaultMessage: () =>
        `sort must be a comma list of ${SORT_KEYS.join(', ')}, each at most once, with - before it for descending`,
    },
  });
