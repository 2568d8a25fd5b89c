import { ValidateBy } from 'class-validator';

export const TAG_MODES = ['all', 'any', 'none'] as const;
export type TagMode = (typeof TAG_MODES)[number];

const MOST = 20;

/** A tag may have a comma in it, or blanks at its ends: such a text stands for one tag, or for all of its parts. */
export function readingsOf(text: string): string[][] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.length === 1 && parts[0] === text ? [[text]] : [[text], parts];
}

export const IsTagFilter = () =>
  ValidateBy({
    name: 'isTagFilter',
    validator: {
      validate: (value) => {
        if (!Array.isArray(value) || !value.every((text) => typeof text === 'string')) return false;
        const tags = value.flatMap((text) => readingsOf(text).at(-1) ?? []);
        return tags.length <= MOST && tags.every((tag) => /^.{1,50}$/su.test(tag));
      },
      defaultMessage: () => `tag must name at most ${MOST} tags of 1 to 50 characters`,
    },
  });
