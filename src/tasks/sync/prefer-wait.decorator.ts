import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import { parseWait } from './parse-wait.js';

/** The seconds that the client would wait for an answer; undefined if it would not. */
export const PreferWait = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const { method, headers } = context.switchToHttp().getRequest<Request>();
  return method === 'HEAD' ? undefined : parseWait(headers.prefer);
});

export const ApiPreferWait = () =>
  ApiHeader({
    name: 'Prefer',
    required: false,
    description:
      '`wait=25` (RFC 7240): if nothing is new, the answer is held back until something is, for so many seconds at most; 30 is the longest. Anything else is ignored.',
    schema: { type: 'string' },
    example: 'wait=25',
  });
