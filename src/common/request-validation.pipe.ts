import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { COMMON_ERRORS } from './common.errors.js';
import { escapePointer, jsonFaults } from './json-faults.js';
import type { FaultCode } from './fault-codes.js';
import { type FieldFault, Problem } from './problem.js';
import { splitReadOnly, type TakesReadOnly } from './read-only.js';
import { setTextLimits, TextLimits } from './text-limits.js';

const PRIMITIVES: unknown[] = [String, Number, Boolean, Array, Object];

const KNOWN_QUERIES = 1_000;
const LONGEST_KNOWN_QUERY = 500;

/** Makes the DTO that a handler declares. Only the DTO can coerce a value; unknown fields are refused. */
@Injectable()
export class RequestValidationPipe implements PipeTransform {
  private readonly queries = new Map<unknown, Map<string, object>>();

  constructor(private readonly limits: TextLimits) {}

  transform(value: unknown, { metatype, type }: ArgumentMetadata): unknown {
    if (type === 'custom' || metatype === undefined || PRIMITIVES.includes(metatype)) return value;
    return type === 'query'
      ? this.query(metatype as new () => object, value)
      : validated(metatype as new () => object, value, this.limits);
  }

  /** Clients send the same few queries all day: each is validated once. */
  private query(type: new () => object, value: unknown): object {
    const text = JSON.stringify(value);
    const known = this.queries.get(type) ?? new Map<string, object>();
    const dto = known.get(text) ?? deepFrozen(validated(type, value));
    if (known.size >= KNOWN_QUERIES) known.clear();
    if (text.length <= LONGEST_KNOWN_QUERY) this.queries.set(type, known.set(text, dto));
    return dto;
  }
}

/** Requests share the DTO of a known query: none may change it. */
function deepFrozen<T extends object>(dto: T): T {
  for (const value of Object.values(dto) as unknown[])
    if (typeof value === 'object' && value !== null) deepFrozen(value);
  return Object.freeze(dto);
}

/** Leaves read-only fields unvalidated, for `demandAsStored`. @throws Problem VALIDATION_FAILED with every fault. */
export function validated<T extends object>(type: new () => T, value: unknown, limits?: TextLimits): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid([{ pointer: '', code: 'INVALID_TYPE', detail: 'must be a JSON object' }]);
  }
  const faults = jsonFaults(value);
  if (faults.length > 0) throw invalid(faults);

  const names = (type as TakesReadOnly).readOnly;
  const { own, readOnly } = names === undefined ? { own: value, readOnly: undefined } : splitReadOnly(names, value);
  const dto = plainToInstance(type, own);
  if (limits !== undefined) setTextLimits(dto, limits);
  const errors = validateSync(dto, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
    validationError: { target: false },
  });
  if (errors.length > 0) throw invalid(errors.flatMap((error) => fieldFaults(error, '')));
  return readOnly === undefined ? dto : Object.assign(dto, readOnly);
}

export function validatedOrNothing<T extends object>(type: new () => T, value: unknown): T | undefined {
  try {
    return validated(type, value);
  } catch {
    return undefined;
  }
}

export function invalid(errors: FieldFault[]): Problem {
  return new Problem(COMMON_ERRORS.VALIDATION_FAILED, { errors });
}

function fieldFaults(error: ValidationError, parent: string): FieldFault[] {
  const pointer = `${parent}/${escapePointer(error.property)}`;
  const own = Object.entries(error.constraints ?? {}).map(([constraint, message]): FieldFault => {
    if (constraint === 'whitelistValidation')
      return { pointer, code: 'UNKNOWN_FIELD', detail: 'is not a field of this request' };
    if (error.value === undefined) return { pointer, code: 'REQUIRED', detail: 'is required' };
    return { pointer, code: CODES[constraint] ?? 'INVALID_VALUE', detail: message.replace(`${error.property} `, '') };
  });
  return [...own, ...(error.children ?? []).flatMap((child) => fieldFaults(child, pointer))];
}

const CODES: Record<string, FaultCode> = {
  isString: 'INVALID_TYPE',
  isBoolean: 'INVALID_TYPE',
  isInt: 'INVALID_TYPE',
  isArray: 'INVALID_TYPE',
  isObject: 'INVALID_TYPE',
  extraSize: 'TOO_LARGE',
  extraDepth: 'TOO_DEEP',
  characterLength: 'INVALID_LENGTH',
  maxLength: 'TOO_LONG',
  arrayMaxSize: 'TOO_MANY',
  min: 'TOO_SMALL',
  max: 'TOO_LARGE',
  isEmail: 'INVALID_EMAIL',
  isUuid: 'INVALID_UUID',
};
