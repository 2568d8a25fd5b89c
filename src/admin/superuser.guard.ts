import {
  applyDecorators,
  type CanActivate,
  createParamDecorator,
  type ExecutionContext,
  Injectable,
  SetMetadata,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import type { Request } from 'express';
import { COMMON_ERRORS } from '../common/common.errors.js';
import type { Principal } from '../common/principal.js';
import { Problem } from '../common/problem.js';
import { LowercaseUuidPipe } from '../common/lowercase-uuid.pipe.js';
import { UsersService } from '../users/users.service.js';
import { ADMIN_ERRORS } from './admin.errors.js';

const ADMITTED = 'admitted';
type Admitted = 'everyone' | 'superusers' | 'superusers and the owner';

declare module 'express-serve-static-core' {
  interface Request {
    /** Set by SuperuserGuard. */
    isBySuperuser?: boolean;
  }
}

/** Reads the role from the database each time: a token can be older than a demotion. */
@Injectable()
export class SuperuserGuard implements CanActivate {
  private readonly admitted = new Map<unknown, Admitted>();

  constructor(
    private readonly reflector: Reflector,
    private readonly users: UsersService,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const handler = context.getHandler();
    let admitted = this.admitted.get(handler);
    if (admitted === undefined) {
      admitted = this.reflector.getAllAndOverride<Admitted>(ADMITTED, [handler, context.getClass()]) ?? 'everyone';
      this.admitted.set(handler, admitted);
    }
    return admitted === 'everyone' || this.demandAdmitted(admitted, context.switchToHttp().getRequest<Request>());
  }

  /** @throws Problem FORBIDDEN; where owners are admitted, USER_NOT_FOUND for any other id, even if it exists. */
  private async demandAdmitted(admitted: Admitted, req: Request): Promise<true> {
    const { userId } = req.user as Principal;
    const user = await this.users.find(userId);
    req.isBySuperuser = user !== null && user.isSuperuser && user.isActive;
    if (req.isBySuperuser) return true;
    if (admitted === 'superusers') throw new Problem(COMMON_ERRORS.FORBIDDEN);
    const id = new LowercaseUuidPipe().transform(String(req.params.id), { type: 'param', data: 'id' });
    if (id === userId) return true;
    throw new Problem(ADMIN_ERRORS.USER_NOT_FOUND);
  }
}

/** Admits only superusers, and marks the routes in the OpenAPI document. */
export const ForSuperusers = () =>
  applyDecorators(SetMetadata(ADMITTED, 'superusers' satisfies Admitted), ApiExtension('x-superuser', true));

/** Admits the owner of the account `:id` as well. For anyone else there is no such account. */
export const AndForTheOwner = () =>
  applyDecorators(SetMetadata(ADMITTED, 'superusers and the owner' satisfies Admitted), ApiExtension('x-owner', true));

/** Whether a superuser asks; if not, it is the owner. */
export const BySuperuser = createParamDecorator(
  (_: unknown, context: ExecutionContext): boolean =>
    context.switchToHttp().getRequest<Request>().isBySuperuser === true,
);
