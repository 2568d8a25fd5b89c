import { COMMON_ERRORS } from './common.errors.js';
import { escapePointer } from './json-faults.js';
import { type FieldFault, Problem } from './problem.js';
import { UUID } from './uuid.js';
import { isInstant } from './validators.js';

/** A DTO whose body may hold fields that only the server sets, so that what was got can be sent back. */
export interface TakesReadOnly {
  /** The names of those fields. */
  readOnly?: readonly string[];
}

/** Splits a body into what the client may say and what is the server's. */
export function splitReadOnly(names: readonly string[], body: object): { own: object; readOnly: object } {
  const own: Record<string, unknown> = {};
  const readOnly: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) (names.includes(name) ? readOnly : own)[name] = value;
  return { own, readOnly };
}

const DIFFERS = {
  code: 'READ_ONLY' as const,
  detail: 'is set by the server: leave it out, or send it as it is stored',
};

/**
 * Compares the read-only fields that a client sent with what is stored.
 *
 * @param stored gives what the client would get; asked only if there is something to compare.
 * @param fault what to say of a field that differs.
 * @throws Problem VALIDATION_FAILED that points at each field that differs.
 */
export function demandAsStored(
  names: readonly string[],
  given: object,
  stored: () => object,
  fault: Omit<FieldFault, 'pointer'> = DIFFERS,
): void {
  const values = given as Record<string, unknown>;
  const present = names.filter((name) => values[name] !== undefined);
  if (present.length === 0) return;
  const now = stored() as Record<string, unknown>;
  const faults = present
    .filter((name) => !isSame(values[name], now[name]))
    .map((name) => ({ pointer: `/${escapePointer(name)}`, ...fault }));
  if (faults.length > 0) throw new Problem(COMMON_ERRORS.VALIDATION_FAILED, { errors: faults });
}

/** The same value, in whatever way clients write an instant or a UUID. */
function isSame(given: unknown, stored: unknown): boolean {
  if (given === stored) return true;
  if (typeof given !== 'string' || typeof stored !== 'string') return false;
  if (given.toLowerCase() === stored && UUID.test(stored)) return true;
  return isInstant(stored) && isInstant(given) && Date.parse(given) === Date.parse(stored);
}
