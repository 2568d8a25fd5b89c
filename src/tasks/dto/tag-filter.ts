import { ValidateBy } from 'class-validator';
import { MAX_TAG_CHARACTERS, MAX_TAGS } from '../tags/tag-limits.js';

export const TAG_MODES = ['all', 'any', 'none'] as const;
export type TagMode = (typeof TAG_MODES)[number];

/** A tag may have a comma in it, or blanks at its ends: such a text stands for one tag, or for all of its parts. */
export function readingsOf(text: string): string[][] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.length === 1 && parts[0] === text ? [[text]] : [[text], parts];
}

const isTag = (text: string): boolean => text !== '' && [...text].length <= MAX_TAG_CHARACTERS;

export const IsTagFilter = () =>
  ValidateBy({
    name: 'isTagFilter',
    validator: {
      validate: (value) => {
        if (!Array.isArray(value) || !value.every((text) => typeof text === 'string')) return false;
        const tags = value.flatMap((text) => readingsOf(text).at(-1) ?? []);
        return tags.length <= MAX_TAGS && tags.every((tag) => isTag(tag));
      },
      defaultMessage: () => `tag must name at most ${MAX_TAGS} tags of 1 to ${MAX_TAG_CHARACTERS} characters`,
    },
  });
