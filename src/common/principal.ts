import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** Who makes the request: as the verified access token says, never the path or the body. */
export interface Principal {
  userId: string;
  sessionId: string;
  /** When the password was last entered, in seconds since the epoch. */
  authTime: number;
  /** When the token is no longer good, in seconds since the epoch. */
  expiresAt: number;
}

export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal => context.switchToHttp().getRequest<Request>().user as Principal,
);

export const IS_PUBLIC = 'isPublic';

/** Every route without it demands an access token. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
