import type { FieldFault } from './problem.js';

/** Deeper than any body of this API; a guard against recursion in whatever walks the value after us. */
const MAX_DEPTH = 8;

/** More members than any object or array of this API has; a guard against work without bound. */
const MAX_MEMBERS = 200;

/** As many as anyone reads: an answer must not grow beyond the request. */
const MAX_FAULTS = 100;

/**
 * What no field may contain, however it is validated: text that PostgreSQL cannot keep byte for byte (NUL, lone
 * surrogates), keys that touch prototypes or are overlooked by what copies the body (`toString`), and nesting or
 * numbers without bound. Costs one walk over the value.
 */
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
    if (key === 'prototype' || key in Object.prototype)
      faults.push({ pointer: at, code: 'UNKNOWN_FIELD', detail: 'is not a field of this request' });
    else collect((value as Record<string, unknown>)[key], at, depth + 1, faults);
  }
}

/** Escapes one reference token of a JSON Pointer (RFC 6901, section 3). */
export function escapePointer(key: string): string {
  return key.slice(0, 100).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1');
}

function textFaults(text: string, pointer: string): FieldFault[] {
  if (text.includes('\0')) return [{ pointer, code: 'INVALID_TEXT', detail: 'must not contain the character U+0000' }];
  if (!text.isWellFormed())
    return [{ pointer, code: 'INVALID_TEXT', detail: 'must be well-formed Unicode (no lone surrogates)' }];
  return [];
}
