import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';

/** The number that the client had last; undefined if it sends none, or something else. */
export const LastEventId = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined => {
  const id = context.switchToHttp().getRequest<Request>().get('last-event-id') ?? '';
  return /^\d{1,16}$/.test(id) ? Number(id) : undefined;
});

export const ApiLastEventId = () =>
  ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The `id` of the last event that you had: if it is current, none is sent at first.',
    schema: { type: 'string' },
    example: '43',
  });
