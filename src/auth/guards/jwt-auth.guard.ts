import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { IS_PUBLIC } from '../../common/principal.js';
import { unauthenticated } from '../../common/unauthenticated.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { JwtStrategy } from '../tokens/jwt.strategy.js';

@Injectable()
export class JwtAuthGuard extends AuthGuard() {
  constructor(
    private readonly reflector: Reflector,
    private readonly strategy: JwtStrategy,
  ) {
    super({ defaultStrategy: strategy.registeredAs });
  }

  override canActivate(context: ExecutionContext) {
    const isPublic = this.reflector.getAllAndOverride<boolean>(IS_PUBLIC, [context.getHandler(), context.getClass()]);
    if (isPublic) return true;
    const req = context.switchToHttp().getRequest<Request>();
    const caller = this.strategy.recognize(req);
    if (caller === undefined) return super.canActivate(context);
    req.user = caller;
    return true;
  }

  /** RFC 6750, section 3: without credentials the answer names the scheme alone, for a bad token also the error. */
  override handleRequest<User>(
    error: Error | null,
    user: User | false,
    _info: unknown,
    context: ExecutionContext,
  ): User {
    if (error) throw error;
    if (user) return user;
    const { authorization } = context.switchToHttp().getRequest<Request>().headers;
    if (authorization === undefined) throw unauthenticated();
    throw unauthenticated(AUTH_ERRORS.INVALID_TOKEN, 'invalid_token');
  }
}
