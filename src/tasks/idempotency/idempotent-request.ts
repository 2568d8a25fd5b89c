import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { createHash } from 'node:crypto';
import { Problem } from '../../common/problem.js';
import { TASK_ERRORS } from '../tasks.errors.js';

/** A request that its client may repeat without repeating its effect. */
export interface IdempotentRequest {
  key: string;
  /** SHA-256 of the method, the path and the body. */
  hash: Buffer;
}

/** Printable ASCII, the blank included. */
const KEY = /^[\x20-\x7e]{1,255}$/;

/**
 * The `Idempotency-Key` of a request and what it stands for (draft-ietf-httpapi-idempotency-key-header); undefined if
 * none was sent. `me` and one's own id are the same path, and so is the path without the version.
 *
 * @throws Problem MALFORMED_HEADER.
 */
export const IdempotencyKeyHeader = createParamDecorator(
  (_: unknown, context: ExecutionContext): IdempotentRequest | undefined => {
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
    return {
      key,
      hash: createHash('sha256')
        .update(JSON.stringify([req.method, path, id, req.body]))
        .digest(),
    };
  },
);
