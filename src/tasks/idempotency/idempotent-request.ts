import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import canonicalize from 'canonicalize';
import type { Request } from 'express';
import { createHash } from 'node:crypto';
import { Problem } from '../../common/problem.js';
import { TASK_ERRORS } from '../tasks.errors.js';

/** A request that its client may repeat without repeating its effect. */
export interface IdempotentRequest {
  key: string;
  /** SHA-256 of the method, the path and what the body means, in canonical form (RFC 8785). */
  hash: Buffer;
  /** The hash under which earlier releases kept a key, for the 24 hours in which there are such keys. */
  earlierHash: () => Buffer;
}

/** A request under an `Idempotency-Key`, before it is known what its body means. */
export class KeyedRequest {
  constructor(
    private readonly key: string,
    private readonly operation: readonly [method: string, path: string, id: string],
    private readonly body: unknown,
  ) {}

  /** @param body what was validated, with one form for each value: the order and the spelling of what came do not matter. */
  meaning(body?: unknown): IdempotentRequest {
    return {
      key: this.key,
      hash: sha256(canonicalize([...this.operation, body]) ?? ''),
      earlierHash: () => sha256(JSON.stringify([...this.operation, this.body])),
    };
  }
}

/** Printable ASCII, the blank included. */
const KEY = /^[\x20-\x7e]{1,255}$/;

/**
 * The `Idempotency-Key` of a request (draft-ietf-httpapi-idempotency-key-header) and its method and path; undefined if
 * none was sent. `me` and one's own id are the same path, and so is the path without the version.
 *
 * @throws Problem MALFORMED_HEADER.
 */
export const IdempotencyKeyHeader = createParamDecorator(
  (_: unknown, context: ExecutionContext): KeyedRequest | undefined => {
    const req = context.switchToHttp().getRequest<Request>();
    const key = req.get('idempotency-key');
    if (key === undefined) return undefined;
    if (!KEY.test(key)) {
      throw new Problem(TASK_ERRORS.MALFORMED_HEADER, {
        detail: 'Idempotency-Key must have 1 to 255 printable ASCII characters.',
      });
    }
    const { path } = req.route as { path: string };
    const id = typeof req.params.id === 'string' ? req.params.id.toLowerCase() : '';
    return new KeyedRequest(key, [req.method, path, id], req.body);
  },
);

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
