import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { CurrentUser, type Principal } from '../common/principal.js';
import { demandAsStored } from '../common/read-only.js';
import { originOf } from '../common/request-origin.js';
import { UuidPipe } from '../common/uuid.pipe.js';
import { AUTH_ERRORS } from '../auth/auth.errors.js';
import { RecentLoginGuard } from '../auth/guards/recent-login.guard.js';
import type { User } from '../users/user.entity.js';
import { USER_ERRORS } from '../users/users.errors.js';
import { ADMIN_ERRORS } from './admin.errors.js';
import { AdminService } from './admin.service.js';
import { AdminUserListResponse, AdminUserResponse } from './dto/admin-user-response.dto.js';
import { ListUsersQuery } from './dto/list-users.query.js';
import { ACCOUNT_READ_ONLY, UpdateAccountDto } from './dto/update-account.dto.js';
import { ForSuperusers } from './superuser.guard.js';

const RECENT_LOGIN = 'For superusers who logged in within the last 5 minutes; the owner is told by mail.';

const ApiUserId = () =>
  ApiParam({
    name: 'id',
    description: 'The account.',
    type: String,
    format: 'uuid',
    example: '019abc12-3456-7def-8123-456789abcdef',
  });

/** Other people's accounts, for superusers. */
@ApiTags('Admin')
@ApiBearerAuth()
@ForSuperusers()
@Controller('users')
export class AdminController {
  constructor(private readonly admin: AdminService) {}

  @Get()
  @ApiOperation({ operationId: 'listUsers', summary: 'List accounts', description: 'Newest first. For superusers.' })
  @ApiOkResponse({ type: AdminUserListResponse, description: 'One page.' })
  @ApiProblems(COMMON_ERRORS.FORBIDDEN)
  async list(@Query() query: ListUsersQuery): Promise<AdminUserListResponse> {
    const { skip, limit, is_active: isActive, is_superuser: isSuperuser, q: search } = query;
    const { users, total } = await this.admin.list({ isActive, isSuperuser, search }, skip, limit);
    const standings = await this.admin.standings(users.map((user) => user.id));
    return {
      items: users.map((user) => AdminUserResponse.from(user, standings.get(user.id))),
      total,
      skip,
      limit,
      has_more: skip + users.length < total,
    };
  }

  @Get(':id')
  @ApiUserId()
  @ApiOperation({ operationId: 'getUser', summary: 'Get an account', description: 'For superusers.' })
  @ApiOkResponse({ type: AdminUserResponse, description: 'The account.' })
  @ApiProblems(COMMON_ERRORS.FORBIDDEN, ADMIN_ERRORS.USER_NOT_FOUND)
  async get(@Param('id', UuidPipe) id: string): Promise<AdminUserResponse> {
    return this.respond(await this.admin.get(id));
  }

  @Patch(':id')
  @UseGuards(RecentLoginGuard)
  @ApiUserId()
  @ApiOperation({
    operationId: 'updateUser',
    summary: 'Activate, deactivate, promote or demote',
    description: `Deactivation and demotion end all sessions of the account. ${RECENT_LOGIN}`,
  })
  @ApiOkResponse({ type: AdminUserResponse, description: 'The account as it is now.' })
  @ApiProblems(
    COMMON_ERRORS.FORBIDDEN,
    AUTH_ERRORS.REAUTHENTICATION_REQUIRED,
    ADMIN_ERRORS.USER_NOT_FOUND,
    USER_ERRORS.LAST_SUPERUSER,
  )
  async update(
    @CurrentUser() caller: Principal,
    @Param('id', UuidPipe) id: string,
    @Body() dto: UpdateAccountDto,
    @Req() req: Request,
  ): Promise<AdminUserResponse> {
    const changes = { isActive: dto.is_active, isSuperuser: dto.is_superuser };
    const stored = await this.respond(await this.admin.get(id));
    demandAsStored(ACCOUNT_READ_ONLY, dto, () => stored);
    return this.respond(await this.admin.update(id, changes, { caller, origin: originOf(req) }));
  }

  @Delete(':id')
  @UseGuards(RecentLoginGuard)
  @HttpCode(204)
  @ApiUserId()
  @ApiOperation({
    operationId: 'deleteUser',
    summary: 'Remove an account',
    description: `With all that is its. ${RECENT_LOGIN}`,
  })
  @ApiNoContentResponse({ description: 'The account is gone.' })
  @ApiProblems(
    COMMON_ERRORS.FORBIDDEN,
    AUTH_ERRORS.REAUTHENTICATION_REQUIRED,
    ADMIN_ERRORS.USER_NOT_FOUND,
    USER_ERRORS.LAST_SUPERUSER,
  )
  async remove(
    @CurrentUser() caller: Principal,
    @Param('id', UuidPipe) id: string,
    @Req() req: Request,
  ): Promise<void> {
    await this.admin.remove(id, { caller, origin: originOf(req) });
  }

  @Post(':id/unlock')
  @UseGuards(RecentLoginGuard)
  @HttpCode(204)
  @ApiUserId()
  @ApiOperation({
    operationId: 'unlockUser',
    summary: 'Unlock an account',
    description: `Ends a lockout after failed logins. ${RECENT_LOGIN}`,
  })
  @ApiNoContentResponse({ description: 'A login can be tried again.' })
  @ApiProblems(COMMON_ERRORS.FORBIDDEN, AUTH_ERRORS.REAUTHENTICATION_REQUIRED, ADMIN_ERRORS.USER_NOT_FOUND)
  async unlock(
    @CurrentUser() caller: Principal,
    @Param('id', UuidPipe) id: string,
    @Req() req: Request,
  ): Promise<void> {
    await this.admin.unlock(id, { caller, origin: originOf(req) });
  }

  @Delete(':id/sessions')
  @UseGuards(RecentLoginGuard)
  @HttpCode(204)
  @ApiUserId()
  @ApiOperation({
    operationId: 'endUserSessions',
    summary: 'Log an account out of all devices',
    description: `None of its tokens is accepted any more; it can log in again. ${RECENT_LOGIN}`,
  })
  @ApiNoContentResponse({ description: 'The account is logged out.' })
  @ApiProblems(COMMON_ERRORS.FORBIDDEN, AUTH_ERRORS.REAUTHENTICATION_REQUIRED, ADMIN_ERRORS.USER_NOT_FOUND)
  async endSessions(
    @CurrentUser() caller: Principal,
    @Param('id', UuidPipe) id: string,
    @Req() req: Request,
  ): Promise<void> {
    await this.admin.endSessions(id, { caller, origin: originOf(req) });
  }

  private async respond(user: User): Promise<AdminUserResponse> {
    return AdminUserResponse.from(user, (await this.admin.standings([user.id])).get(user.id));
  }
}
