import { applyDecorators, createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import { IDEMPOTENT_EXTENSION } from '../common/api-problems.decorator.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';
import { KeyedRequest } from './idempotent-request.js';

/** Metadata of handlers that take the key; the guard refuses it on all others. */
export const TAKES_IDEMPOTENCY_KEY = 'takesIdempotencyKey';

const KEY = /^[\x20-\x7e]{1,255}$/;

/** A handler that takes it must honour it. @param operation a name, if the handler has two paths. */
export const IdempotencyKeyHeader = createParamDecorator(
  (operation: string | undefined, context: ExecutionContext): KeyedRequest | undefined => {
    const req = context.switchToHttp().getRequest<Request>();
    const key = req.get('idempotency-key');
    if (key === undefined) return undefined;
    if (!KEY.test(key)) {
      throw new Problem(COMMON_ERRORS.MALFORMED_HEADER, {
        detail: 'Idempotency-Key must have 1 to 255 printable ASCII characters.',
      });
    }
    return new KeyedRequest(key, operation === undefined ? operationOf(req) : [operation], req.body);
  },
  [markHandler],
);

function operationOf(req: Request): string[] {
  const { path } = req.route as { path: string };
  const id = typeof req.params.id === 'string' ? req.params.id.toLowerCase() : '';
  return [req.method, path, id];
}

function markHandler(controller: object, handler: string | symbol | undefined): void {
  const descriptor = handler && Object.getOwnPropertyDescriptor(controller, handler);
  if (!descriptor) throw new TypeError('An Idempotency-Key goes to the parameter of a handler');
  applyDecorators(
    SetMetadata(TAKES_IDEMPOTENCY_KEY, true),
    ApiExtension(IDEMPOTENT_EXTENSION, true),
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description:
        'Any 1 to 255 printable ASCII characters, new for each write. If you repeat the request under it within 24 hours, you get the first answer again, with `Idempotency-Replayed: true`, and nothing is written. Only answers of success are kept.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
  )(controller, handler, descriptor);
}
