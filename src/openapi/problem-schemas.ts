import { API_BASE } from '../common/api-base.js';
import { FAULT_CODES } from '../common/fault-codes.js';
import { allErrors, type ErrorDefinition, type FieldFault, Problem, problemDocument } from '../common/problem.js';

const string = { type: 'string' as const };

const MEMBERS = {
  type: { ...string, format: 'uri', description: 'Names the kind of problem.' },
  title: string,
  status: { type: 'integer' as const, minimum: 400, maximum: 599 },
  detail: string,
  instance: { ...string, description: 'The path of the request.' },
  error_code: { $ref: '#/components/schemas/ErrorCode' },
  request_id: { ...string, description: 'Quote it when you report the problem.' },
  timestamp: { ...string, format: 'date-time' },
  errors: {
    type: 'array' as const,
    items: { $ref: '#/components/schemas/FieldFault' },
    description: 'What is wrong with which field, where that can be said.',
  },
};

const REQUIRED = ['type', 'title', 'status', 'detail', 'instance', 'error_code', 'request_id', 'timestamp'];

const errorCodes = () => [...new Set(allErrors().map(({ code }) => code))].sort();

/** For generators: some languages have one name space for the values of all enums. */
const faultNames = () => FAULT_CODES.map((code) => (errorCodes().includes(code) ? `FIELD_${code}` : code));

export const problemSchemas = () => ({
  Problem: {
    type: 'object' as const,
    description: 'Problem details (RFC 9457).',
    required: REQUIRED,
    properties: MEMBERS,
  },
  TaskProblem: {
    type: 'object' as const,
    description: 'Problem details (RFC 9457) of a write that came too late, with the task as it is now.',
    required: REQUIRED,
    properties: {
      ...MEMBERS,
      current: { $ref: '#/components/schemas/Task' },
      conflicts: {
        type: 'array' as const,
        items: string,
        description: 'Of a batch: the fields that are neither as in `base` nor as in `data`.',
      },
    },
  },
  ErrorCode: {
    ...string,
    description: 'Stable: what a client may switch on.',
    enum: errorCodes(),
  },
  FieldFault: {
    type: 'object' as const,
    description: 'What is wrong with one field.',
    required: ['pointer', 'code', 'detail'],
    properties: {
      pointer: { ...string, description: 'A JSON Pointer (RFC 6901) into the body, or `/name` of a parameter.' },
      code: { $ref: '#/components/schemas/FaultCode' },
      detail: string,
    },
  },
  FaultCode: {
    ...string,
    description: 'What is wrong with the field.',
    enum: [...FAULT_CODES],
    'x-enum-varnames': faultNames(),
  },
});

const WITH_CURRENT = new Set(['STALE_TASK', 'TASK_EXISTS']);

export function schemaOf(definitions: ErrorDefinition[]) {
  const name = definitions.every(({ code }) => WITH_CURRENT.has(code)) ? 'TaskProblem' : 'Problem';
  return { $ref: `#/components/schemas/${name}` };
}

const FAULTS: Record<string, FieldFault> = {
  VALIDATION_FAILED: { pointer: '/title', code: 'REQUIRED', detail: 'is required' },
  WEAK_PASSWORD: { pointer: '/password', code: 'TOO_SHORT', detail: 'must have at least 8 characters' },
  USERNAME_RESERVED: { pointer: '/username', code: 'RESERVED', detail: 'is kept for the service; choose another' },
  WRONG_PASSWORD: { pointer: '/current_password', code: 'WRONG_PASSWORD', detail: 'is not your password' },
};

export function exampleOf(definition: ErrorDefinition) {
  const fault = FAULTS[definition.code];
  const problem = new Problem(definition, { errors: fault && [fault] });
  const document = problemDocument(problem, `${API_BASE}/me/tasks`, '2f1c7a1e-8f5b-4c8e-9a37-0f6d1b0c9e55');
  return {
    summary: definition.title,
    value: { ...document, timestamp: '2026-11-21T09:30:00.000Z' },
  };
}
