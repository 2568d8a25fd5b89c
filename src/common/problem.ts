import { HttpException } from '@nestjs/common';
import type { FaultCode } from './fault-codes.js';

/** One entry of a feature's error catalogue: what the client may rely on. */
export interface ErrorDefinition {
  /** Stable, UPPER_SNAKE: the client's switch. */
  code: string;
  status: number;
  title: string;
  detail: string;
}

/** A single fault of a request; `pointer` is a JSON Pointer (RFC 6901) into the body, or `/name` of a parameter. */
export interface FieldFault {
  pointer: string;
  code: FaultCode;
  detail: string;
}

interface ProblemExtras {
  /** Replaces the catalogue's sentence where a better one can be said. */
  detail?: string;
  errors?: FieldFault[];
  headers?: Record<string, string>;
  /** Further members of the problem document, such as the current task of a 412. */
  members?: Record<string, unknown>;
  /** What went wrong inside: for the log, never for the client. */
  cause?: unknown;
}

/** An error that the client is told of, as RFC 9457 problem details. */
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

/** What the client gets (RFC 9457). @param instance the path of the request. */
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

/** Every error of every feature's catalogue: what the documentation lists. */
export const allErrors = (): readonly ErrorDefinition[] => catalogues;

/** Freezes a feature's catalogue; the key of each entry is its code. */
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
