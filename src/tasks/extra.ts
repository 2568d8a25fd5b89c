import { ValidateBy } from 'class-validator';
import { jsonFaults } from '../common/json-faults.js';
import { invalid } from '../common/request-validation.pipe.js';

/** A JSON object of the client's. */
export type Extra = Record<string, unknown>;

export const EXTRA_BYTES = 4_096;
export const EXTRA_DEPTH = 4;

const TOO_LARGE = `must have at most ${EXTRA_BYTES} bytes as JSON in UTF-8`;
const TOO_DEEP = `must not nest deeper than ${EXTRA_DEPTH} levels`;

export const HasExtraSize = () =>
  ValidateBy({ name: 'extraSize', validator: { validate: hasSize, defaultMessage: () => `extra ${TOO_LARGE}` } });

export const HasExtraDepth = () =>
  ValidateBy({
    name: 'extraDepth',
    validator: { validate: (value) => depthOf(value) <= EXTRA_DEPTH, defaultMessage: () => `extra ${TOO_DEEP}` },
  });

/** @throws Problem VALIDATION_FAILED if the two together have outgrown what a client may send. */
export function mergeExtra(stored: Extra | null, patch: Extra): Extra {
  const merged = mergePatch(stored, patch) as Extra;
  const faults = jsonFaults(merged).map(({ code, detail }) => ({ pointer: '/extra', code, detail }));
  if (!hasSize(merged)) faults.push({ pointer: '/extra', code: 'TOO_LARGE', detail: TOO_LARGE });
  if (faults.length > 0) throw invalid(faults.slice(0, 1));
  return merged;
}

/** JSON Merge Patch (RFC 7396, section 2). */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const members = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, mergePatch(members.get(name), value));
  }
  return Object.fromEntries(members);
}

function hasSize(value: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(value)) <= EXTRA_BYTES;
}

/** Of a scalar 0. */
function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

export function isObject(value: unknown): value is Extra {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
