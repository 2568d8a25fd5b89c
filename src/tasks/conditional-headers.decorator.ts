import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';
import { type EntityTags, parseEntityTags } from './preconditions.js';

/** For a change or a deletion, where If-None-Match could only forbid it: to ignore that would write against a condition. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const req = context.switchToHttp().getRequest<Request>();
  if (req.get('if-none-match') === undefined) return parseEntityTags('If-Match', req.get('if-match'));
  throw new Problem(COMMON_ERRORS.MALFORMED_HEADER, {
    detail: 'If-None-Match is for GET, and for a PUT that creates: send If-Match.',
  });
});

export const IfNoneMatch = createParamDecorator((_: unknown, context: ExecutionContext) =>
  parseEntityTags('If-None-Match', context.switchToHttp().getRequest<Request>().get('if-none-match')),
);

/** With `If-None-Match: *` a PUT creates; otherwise it replaces a task, which must match `If-Match`. */
export type PutCondition = { create: true } | { create: false; ifMatch?: EntityTags };

export const PutPrecondition = createParamDecorator((_: unknown, context: ExecutionContext): PutCondition => {
  const req = context.switchToHttp().getRequest<Request>();
  const ifMatch = parseEntityTags('If-Match', req.get('if-match'));
  const ifNoneMatch = parseEntityTags('If-None-Match', req.get('if-none-match'));
  if (ifNoneMatch === undefined) return { create: false, ifMatch };
  if (ifNoneMatch === '*' && ifMatch === undefined) return { create: true };
  throw new Problem(COMMON_ERRORS.MALFORMED_HEADER, {
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

export const ApiIfNoneMatch = (description: string, example?: string) =>
  ApiHeader({ name: 'If-None-Match', required: false, description, schema: { type: 'string' }, example });
