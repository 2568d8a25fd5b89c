import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import type { Principal } from '../../common/principal.js';
import { Problem } from '../../common/problem.js';
import { AUTH_ERRORS } from '../auth.errors.js';

/** The first wall. Global: no route can forget it. Before any read: foreign and unknown users are refused alike. */
@Injectable()
export class OwnershipGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { params, user } = context.switchToHttp().getRequest<Request>();
    const owner = params.user_id;
    if (owner === undefined || owner === 'me') return true;
    if (typeof owner === 'string' && owner.toLowerCase() === (user as Principal | undefined)?.userId) return true;
    throw new Problem(AUTH_ERRORS.NOT_YOUR_RESOURCE);
  }
}
