import { COMMON_ERRORS } from './common.errors.js';
import { escapePointer } from './json-faults.js';
import { type FieldFault, Problem } from './problem.js';
import { UUID } from './uuid.js';
import { isInstant } from './validators.js';

export interface TakesReadOnly {
  /** Fields that only the server sets. They may be sent, so that a client can send back what it got. */
  readOnly?: readonly string[];
}

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

/** @throws Problem VALIDATION_FAILED that points at each field that is not as `stored` gives it. */
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

function isSame(given: unknown, stored: unknown): boolean {
  if (given === stored) return true;
  if (typeof given !== 'string' || typeof stored !== 'string') return false;
  if (given.toLowerCase() === stored && UUID.test(stored)) return true;
  return isInstant(stored) && isInstant(given) && Date.parse(given) === Date.parse(stored);
}
