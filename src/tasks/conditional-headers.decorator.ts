import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import { Problem } from '../common/problem.js';
import { type EntityTags, parseEntityTags } from './preconditions.js';
import { TASK_ERRORS } from './tasks.errors.js';

/** The tags of `If-Match`, to the parameter of a handler. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext) =>
  parseEntityTags('If-Match', context.switchToHttp().getRequest<Request>().get('if-match')),
);

/** The tags of `If-None-Match`, on what is only read. */
export const IfNoneMatch = createParamDecorator((_: unknown, context: ExecutionContext) =>
  parseEntityTags('If-None-Match', context.switchToHttp().getRequest<Request>().get('if-none-match')),
);

/** What a PUT may find in its place: with `If-None-Match: *` nothing, else a task with one of the tags, if there are any. */
export type PutCondition = { create: true } | { create: false; ifMatch?: EntityTags };

export const PutPrecondition = createParamDecorator((_: unknown, context: ExecutionContext): PutCondition => {
  const req = context.switchToHttp().getRequest<Request>();
  const ifMatch = parseEntityTags('If-Match', req.get('if-match'));
  const ifNoneMatch = parseEntityTags('If-None-Match', req.get('if-none-match'));
  if (ifNoneMatch === undefined) return { create: false, ifMatch };
  if (ifNoneMatch === '*' && ifMatch === undefined) return { create: true };
  throw new Problem(TASK_ERRORS.MALFORMED_HEADER, {
    detail: 'On a PUT, If-None-Match may only be *, and not together with If-Match.',
  });
});

export const ApiIfMatch = () =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The `ETag` that you know. If the task has changed since: 412, with `current`.',
    schema: { type: 'string' },
    example: '"42"',
  });

export const ApiIfNoneMatch = (description: string) =>
  ApiHeader({ name: 'If-None-Match', required: false, description, schema: { type: 'string' } });

/** The header of writes that may be repeated, and what it can lead to, beside the operation's own problems. */
export const ApiIdempotencyKey = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Any 1 to 255 printable ASCII characters, new for each write. If you repeat the request under it within 24 hours, you get the first answer again, with `Idempotency-Replayed: true`, and nothing is written. Only answers of success are kept.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  });

/** What a repeated write can run into. */
export const IDEMPOTENCY_ERRORS = [
  TASK_ERRORS.MALFORMED_HEADER,
  TASK_ERRORS.IDEMPOTENCY_KEY_IN_USE,
  TASK_ERRORS.IDEMPOTENCY_KEY_REUSED,
];
