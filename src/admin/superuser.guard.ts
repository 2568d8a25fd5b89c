import { applyDecorators, type CanActivate, type ExecutionContext, Injectable, UseGuards } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { Request } from 'express';
import { COMMON_ERRORS } from '../common/common.errors.js';
import type { Principal } from '../common/principal.js';
import { Problem } from '../common/problem.js';
import { UsersService } from '../users/users.service.js';

/** Lets superusers alone through. The role is read from the database each time: a token says who someone was. */
@Injectable()
export class SuperuserGuard implements CanActivate {
  constructor(private readonly users: UsersService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { userId } = context.switchToHttp().getRequest<Request>().user as Principal;
    const user = await this.users.find(userId);
    if (user?.isSuperuser && user.isActive) return true;
    throw new Problem(COMMON_ERRORS.FORBIDDEN);
  }
}

/** Closes a controller to everyone but superusers, and says so in the OpenAPI document. */
export const ForSuperusers = () => applyDecorators(UseGuards(SuperuserGuard), ApiExtension('x-superuser', true));
