import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** Who makes the request, as the verified access token says: never as the path or a body says. */
export interface Principal {
  userId: string;
  sessionId: string;
  /** When the user last proved the password in this session, in seconds since the epoch. */
  authTime: number;
}

/** Hands the verified caller to a controller. Only on routes that are not public. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal => context.switchToHttp().getRequest<Request>().user as Principal,
);

export const IS_PUBLIC = 'isPublic';

/** Opens a route to anonymous callers. Every route without it demands an access token. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
