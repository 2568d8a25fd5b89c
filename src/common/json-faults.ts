import type { FieldFault } from './problem.js';

/** Deeper than any body of this API; a guard against recursion in whatever walks the value after us. */
const MAX_DEPTH = 8;

/** Names that could reach an object's prototype when something copies the body. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * What no field may contain, however it is validated: text that PostgreSQL cannot keep byte for byte (NUL, lone
 * surrogates), keys that touch prototypes, and nesting without bound. Costs one walk over the value.
 */
export function jsonFaults(value: unknown, pointer = '', depth = 0): FieldFault[] {
  if (typeof value === 'string') return textFaults(value, pointer);
  if (typeof value !== 'object' || value === null) return [];
  if (depth >= MAX_DEPTH) return [{ pointer, code: 'TOO_DEEP', detail: `must not nest deeper than ${MAX_DEPTH} levels` }];
  const faults: FieldFault[] = [];
  for (const [key, member] of Object.entries(value)) {
    const at = `${pointer}/${escapePointer(key)}`;
    if (FORBIDDEN_KEYS.has(key)) faults.push({ pointer: at, code: 'UNKNOWN_FIELD', detail: 'is not a field of this request' });
    else faults.push(...jsonFaults(member, at, depth + 1));
  }
  return faults;
}

/** Escapes one reference token of a JSON Pointer (RFC 6901, section 3). */
export function escapePointer(key: string): string {
  return key.toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1').slice(0, 100);
}

function textFaults(text: string, pointer: string): FieldFault[] {
  if (text.includes('\0')) return [{ pointer, code: 'INVALID_TEXT', detail: 'must not contain the character U+0000' }];
  if (!text.isWellFormed()) return [{ pointer, code: 'INVALID_TEXT', detail: 'must be well-formed Unicode (no lone surrogates)' }];
  return [];
}
