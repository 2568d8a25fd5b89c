import { Temporal } from 'temporal-polyfill';

export function isKnownZone(name: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/** @param local as `2026-12-24T18:00:00`, without an offset. @returns undefined if there is no such time. */
export function instantOf(local: string, timeZone: string): string | undefined {
  try {
    return new Date(Temporal.PlainDateTime.from(local).toZonedDateTime(timeZone).epochMilliseconds).toISOString();
  } catch {
    return undefined;
  }
}

export function dayOf(instant: string, timeZone: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}
