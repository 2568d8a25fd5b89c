import { Temporal } from 'temporal-polyfill';
import { ValidateBy } from 'class-validator';

const KNOWN_DAYS = 10_000;
const ends = new Map<string, number>();

/** A name of the IANA database in its own spelling: `Europe/Berlin`, and neither `europe/berlin` nor `+01:00`. */
export function isTimeZone(value: unknown): boolean {
  if (typeof value !== 'string' || !/^[A-Z]/.test(value)) return false;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(value).timeZoneId === value;
  } catch {
    return false;
  }
}

export const IsTimeZone = () =>
  ValidateBy({
    name: 'isTimeZone',
    validator: {
      validate: isTimeZone,
      defaultMessage: (args) =>
        `${args?.property} must be the name of a time zone in the IANA database, such as America/Los_Angeles`,
    },
  });

/** Midnight, or the first instant after it where a clock skips it; of a day that a zone skipped, the next day's. */
export const beginningOf = (day: string, timeZone: string): number =>
  Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds;

export const dayAfter = (day: string): string => Temporal.PlainDate.from(day).add({ days: 1 }).toString();

/** When the day is over: remembered, because a list asks for each of its tasks. */
export function endOf(day: string, timeZone: string): number {
  const key = `${day} ${timeZone}`;
  let end = ends.get(key);
  if (end === undefined) {
    end = beginningOf(dayAfter(day), timeZone);
    if (ends.size >= KNOWN_DAYS) ends.clear();
    ends.set(key, end);
  }
  return end;
}

/** @param instant in milliseconds since the epoch. */
export function dayAt(instant: number, timeZone: string): string {
  let day = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
  // Where a clock goes back over midnight it shows the day before again; that day has ended.
  while (endOf(day, timeZone) <= instant) day = dayAfter(day);
  return day;
}
