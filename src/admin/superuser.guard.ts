import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiExtension } from '@nestjs/swagger';
import type { Request } from 'express';
import { COMMON_ERRORS } from '../common/common.errors.js';
import type { Principal } from '../common/principal.js';
import { Problem } from '../common/problem.js';
import { UsersService } from '../users/users.service.js';

const FOR_SUPERUSERS = 'forSuperusers';

/** Lets superusers alone through where a controller says so. The role is read from the database each time: a token says who someone was. */
@Injectable()
export class SuperuserGuard implements CanActivate {
  private readonly isClosed = new Map<unknown, boolean>();

  constructor(
    private readonly reflector: Reflector,
    private readonly users: UsersService,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const handler = context.getHandler();
    let isClosed = this.isClosed.get(handler);
    if (isClosed === undefined) {
      isClosed = this.reflector.getAllAndOverride<boolean>(FOR_SUPERUSERS, [handler, context.getClass()]) ?? false;
      this.isClosed.set(handler, isClosed);
    }
    return !isClosed || this.demandSuperuser(context);
  }

  private async demandSuperuser(context: ExecutionContext): Promise<true> {
    const { userId } = context.switchToHttp().getRequest<Request>().user as Principal;
    const user = await this.users.find(userId);
    if (user?.isSuperuser && user.isActive) return true;
    throw new Problem(COMMON_ERRORS.FORBIDDEN);
  }
}

/** Closes a controller to everyone but superusers, and says so in the OpenAPI document. */
export const ForSuperusers = () =>
  applyDecorators(SetMetadata(FOR_SUPERUSERS, true), ApiExtension('x-superuser', true));
