import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy, type ValidationOptions } from 'class-validator';
import { canonicalLocale } from './locales.js';
import { textLimit } from './text-limits.js';
import { UUID } from './uuid.js';

/** Counts code points as PostgreSQL does, not UTF-16 units. @param max the variable that sets it, if one does. */
export function IsCharacterLength(min: number, max: number | string, options?: ValidationOptions) {
  const maxFor = (dto: object) => (typeof max === 'number' ? max : textLimit(dto, max));
  return ValidateBy(
    {
      name: 'characterLength',
      validator: {
        validate: (value, args) => typeof value === 'string' && hasLength(value, min, maxFor(args!.object)),
        defaultMessage: (args) =>
          `${args?.property} must have ${min === 0 ? 'at most' : `${min} to`} ${maxFor(args!.object)} characters`,
      },
    },
    options,
  );
}

/** In any spelling; the field has it in lower case. */
export const IsUuid = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value)),
    ValidateBy({
      name: 'isUuid',
      validator: {
        validate: (value) => typeof value === 'string' && UUID.test(value),
        defaultMessage: (args) => `${args?.property} must be a UUID`,
      },
    }),
  );

export const IsLanguageTag = (options?: ValidationOptions) =>
  ValidateBy(
    {
      name: 'isLanguageTag',
      validator: {
        validate: (value) => typeof value === 'string' && canonicalLocale(value) !== undefined,
        defaultMessage: (args) => `${args?.property} must be a language tag (BCP 47), such as en, de-CH or pt-BR`,
      },
    },
    options,
  );

export const IsCalendarDate = (options?: ValidationOptions) =>
  ValidateBy(
    {
      name: 'isCalendarDate',
      validator: {
        validate: isCalendarDate,
        defaultMessage: (args) => `${args?.property} must be a day of the calendar as YYYY-MM-DD`,
      },
    },
    options,
  );

export const IsInstant = (options?: ValidationOptions) =>
  ValidateBy(
    {
      name: 'isInstant',
      validator: {
        validate: isInstant,
        defaultMessage: (args) =>
          plusReadAsBlank(args?.value) ??
          `${args?.property} must be an RFC 3339 date-time with an offset, such as 2026-12-24T18:00:00Z`,
      },
    },
    options,
  );

/** Explains an instant whose offset lost its `+`, a blank in a query; undefined for any other value. */
export function plusReadAsBlank(value: unknown): string | undefined {
  if (typeof value !== 'string' || !isInstant(value.replace(/ (?=\d\d:\d\d$)/, '+'))) return undefined;
  return 'has a blank where the + of the offset was: in a URL write + as %2B';
}

function hasLength(text: string, min: number, max: number): boolean {
  // A string has at most as many characters as UTF-16 units, so most need no counting.
  if (text.length < min || text.length > 2 * max) return false;
  const length = text.length <= max ? text.length : [...text].length;
  return length <= max && (min <= 1 || [...text].length >= min);
}

export function isCalendarDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value) || value < '0001') return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

const INSTANT =
  /^(\d{4}-\d{2}-\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** What RFC 3339 can write in UTC: an offset could lead to a year of more than four digits. */
const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

export function isInstant(value: unknown): boolean {
  const day = typeof value === 'string' ? INSTANT.exec(value)?.[1] : undefined;
  if (day === undefined || !isCalendarDate(day)) return false;
  const at = Date.parse(value as string);
  return at >= EARLIEST && at <= LATEST;
}
