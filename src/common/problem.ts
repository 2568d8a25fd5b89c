import { HttpException } from '@nestjs/common';
import type { FaultCode } from './fault-codes.js';

export interface ErrorDefinition {
  /** UPPER_SNAKE and stable: clients branch on it. */
  code: string;
  status: number;
  title: string;
  detail: string;
}

export interface FieldFault {
  /** A JSON Pointer (RFC 6901) into the body, or `/name` of a parameter. */
  pointer: string;
  code: FaultCode;
  detail: string;
}

interface ProblemExtras {
  detail?: string;
  errors?: FieldFault[];
  headers?: Record<string, string>;
  members?: Record<string, unknown>;
  /** For the log, never for the client. */
  cause?: unknown;
}

/** An error for the client, in the form of RFC 9457. */
export class Problem extends HttpException {
  readonly headers: Record<string, string>;
  readonly errors?: FieldFault[];
  readonly members: Record<string, unknown>;

  constructor(
    readonly definition: ErrorDefinition,
    extras: ProblemExtras = {},
  ) {
    super(extras.detail ?? definition.detail, definition.status, { cause: extras.cause });
    this.headers = extras.headers ?? {};
    this.errors = extras.errors;
    this.members = extras.members ?? {};
  }
}

export function problemDocument(
  { definition, message, errors, members }: Problem,
  instance: string,
  requestId: string,
): object {
  return {
    type: `urn:taskward:problem:${definition.code.toLowerCase().replaceAll('_', '-')}`,
    title: definition.title,
    status: definition.status,
    detail: message,
    instance,
    error_code: definition.code,
    request_id: requestId,
    timestamp: new Date().toISOString(),
    ...(errors && { errors }),
    ...members,
  };
}

const catalogues: ErrorDefinition[] = [];

export const allErrors = (): readonly ErrorDefinition[] => catalogues;

export function defineErrors<K extends string>(
  catalogue: Record<K, [status: number, title: string, detail: string]>,
): Readonly<Record<K, ErrorDefinition>> {
  const entries = Object.entries<[number, string, string]>(catalogue).map(([code, [status, title, detail]]) => [
    code,
    Object.freeze({ code, status, title, detail }),
  ]);
  catalogues.push(...entries.map(([, definition]) => definition as ErrorDefinition));
  return Object.freeze(Object.fromEntries(entries)) as Readonly<Record<K, ErrorDefinition>>;
}
