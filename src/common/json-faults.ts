import type { FieldFault } from './problem.js';

// More than any body of this API has: what walks the value later is safe from deep recursion and endless work.
const MAX_DEPTH = 8;
const MAX_MEMBERS = 200;

/** An answer must not grow beyond the request. */
const MAX_FAULTS = 100;

// What the reader of bodies writes instead of a number that `JSON.parse` would change.
const INEXACT = /^\0-?\d/;
const INEXACT_NUMBER = {
  code: 'INVALID_VALUE',
  detail: 'must be a string: as a number it has more digits, or a larger exponent, than can be kept',
} as const;
const HAS_NUL = { code: 'INVALID_TEXT', detail: 'must not contain the character U+0000' } as const;

/** What no field may have, whatever its DTO says: text that PostgreSQL cannot store, unsafe keys, endless work. */
export function jsonFaults(value: unknown): FieldFault[] {
  const faults: FieldFault[] = [];
  collect(value, '', 0, faults);
  return faults;
}

function collect(value: unknown, pointer: string, depth: number, faults: FieldFault[]): void {
  if (faults.length >= MAX_FAULTS) return;
  if (typeof value === 'string') {
    faults.push(...textFaults(value, pointer));
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_DEPTH) {
    faults.push({ pointer, code: 'TOO_DEEP', detail: `must not nest deeper than ${MAX_DEPTH} levels` });
    return;
  }
  const keys = Object.keys(value);
  if (keys.length > MAX_MEMBERS) {
    faults.push({ pointer, code: 'TOO_MANY', detail: `must not have more than ${MAX_MEMBERS} members` });
    return;
  }
  for (const key of keys) {
    const at = `${pointer}/${escapePointer(key)}`;
    // It touches prototypes, or gets lost when the body is copied (toString).
    if (key === 'prototype' || key in Object.prototype)
      faults.push({ pointer: at, code: 'UNKNOWN_FIELD', detail: 'is not a field of this request' });
    else {
      collect(key, at, depth, faults);
      collect((value as Record<string, unknown>)[key], at, depth + 1, faults);
    }
  }
}

/** One token of a JSON Pointer (RFC 6901, section 3). */
export function escapePointer(key: string): string {
  return key.slice(0, 100).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1');
}

function textFaults(text: string, pointer: string): FieldFault[] {
  if (text.includes('\0')) return [{ pointer, ...(INEXACT.test(text) ? INEXACT_NUMBER : HAS_NUL) }];
  if (!text.isWellFormed())
    return [{ pointer, code: 'INVALID_TEXT', detail: 'must be well-formed Unicode (no lone surrogates)' }];
  return [];
}
