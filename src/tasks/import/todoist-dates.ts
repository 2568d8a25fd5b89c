import { instantOf } from './local-time.js';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const TIME = String.raw`(?:(?:[ T]|,? (?:@|at) ?)(?<hour>\d{1,2})(?::(?<minute>\d\d))?(?::\d\d(?:\.\d+)?)? ?(?<half>am|pm)?(?<utc>Z)?)?`;
const MONTH = String.raw`(?<name>[a-z]{3,9})\.?`;
const FORMS = [
  String.raw`(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)`,
  String.raw`(?<day>\d{1,2})\.? ${MONTH},? (?<year>\d{4})`,
  String.raw`${MONTH} (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4})`,
].map((form) => new RegExp(`^${form}${TIME}$`, 'i'));

/** Reads a day or a time that is one for good: not `tomorrow`, `every day` or `24 Dec`. */
export function readTodoistDate(text: string, timeZone: string): { due_date: string } | { due_at: string } | undefined {
  const { year, month, name, day, hour, minute, half, utc } =
    FORMS.map((form) => form.exec(text.trim().replace(/\s+/g, ' '))).find((found) => found !== null)?.groups ?? {};
  if (year === undefined || day === undefined) return undefined;
  const number = month ?? MONTHS.indexOf(name!.slice(0, 3).toLowerCase()) + 1;
  const date = `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
  // It checks the day too.
  if (instantOf(`${date}T00:00:00`, 'UTC') === undefined) return undefined;
  if (hour === undefined) return { due_date: date };
  if (half !== undefined && (Number(hour) < 1 || Number(hour) > 12)) return undefined;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const local = `${date}T${String(hours).padStart(2, '0')}:${minute ?? '00'}:00`;
  const due_at = instantOf(local, utc === undefined ? timeZone : 'UTC');
  return due_at === undefined ? undefined : { due_at };
}
