import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
  UseGuards,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { CurrentUser, type Principal } from '../common/principal.js';
import { demandAsStored } from '../common/read-only.js';
import { originOf } from '../common/request-origin.js';
import { revalidated } from '../common/revalidated.js';
import { LowercaseUuidPipe } from '../common/lowercase-uuid.pipe.js';
import { validated } from '../common/request-validation.pipe.js';
import { AUTH_ERRORS } from '../auth/auth.errors.js';
import { UpdateUserDto } from '../auth/dto/update-user.dto.js';
import { RecentLoginGuard } from '../auth/guards/recent-login.guard.js';
import { OwnProfileService } from '../account/own-profile.service.js';
import { ApiProfileTag, PROFILE_HEADERS } from '../account/profile-headers.js';
import { LockoutService } from '../auth/passwords/lockout.service.js';
import { ReauthenticationService } from '../auth/sessions/reauthentication.service.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { USER_ERRORS } from '../users/users.errors.js';
import { ADMIN_ERRORS } from './admin.errors.js';
import { AdminService } from './admin.service.js';
import { AdminUserListResponse, AdminUserResponse } from './dto/admin-user-response.dto.js';
import { ListUsersQuery } from './dto/list-users.query.js';
import { UpdateAccountDto } from './dto/update-account.dto.js';
import { UpdateOwnAccountDto } from './dto/update-own-account.dto.js';
import { AndForTheOwner, BySuperuser, ForSuperusers } from './superuser.guard.js';

const RECENT_LOGIN = 'For superusers who logged in within the last 5 minutes; the owner is told by mail.';
const OWNER_OR_SUPERUSER = 'There are no others but for superusers.';

const ApiUserId = () =>
  ApiParam({
    name: 'id',
    description: 'The account.',
    type: String,
    format: 'uuid',
    example: '019abc12-3456-7def-8123-456789abcdef',
  });

/** Everyone's accounts for superusers; for other users only their own, as under `users/me`. */
@ApiTags('Admin')
@ApiBearerAuth()
@ForSuperusers()
@Controller('users')
export class AdminController {
  constructor(
    private readonly admin: AdminService,
    private readonly users: UsersService,
    private readonly lockout: LockoutService,
    private readonly profile: OwnProfileService,
    private readonly reauthentication: ReauthenticationService,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listUsers', summary: 'List accounts', description: 'Newest first. For superusers.' })
  @ApiOkResponse({ type: AdminUserListResponse, description: 'One page.' })
  @ApiProblems(COMMON_ERRORS.FORBIDDEN)
  async list(@Query() query: ListUsersQuery): Promise<AdminUserListResponse> {
    const { skip, limit, is_active: isActive, is_superuser: isSuperuser, q: search } = query;
    const { users, total } = await this.users.list({ isActive, isSuperuser, search }, skip, limit);
    const lockouts = await this.lockout.readStates(users.map((user) => user.id));
    return {
      items: users.map((user) => AdminUserResponse.from(user, lockouts.get(user.id))),
      total,
      skip,
      limit,
      has_more: skip + users.length < total,
    };
  }

  @Get(':id')
  @AndForTheOwner()
  @ApiUserId()
  @ApiOperation({
    operationId: 'getUser',
    summary: 'Get an account',
    description: `Your own: the same as \`GET /api/v1/users/me\`. ${OWNER_OR_SUPERUSER}`,
  })
  @ApiOkResponse({ type: AdminUserResponse, description: 'The account.', headers: PROFILE_HEADERS })
  @ApiProfileTag()
  @ApiProblems(ADMIN_ERRORS.USER_NOT_FOUND)
  async get(
    @CurrentUser() caller: Principal,
    @BySuperuser() bySuperuser: boolean,
    @Param('id', LowercaseUuidPipe) id: string,
    @Req() req: Request,
    @Res({ passthrough: true }) res: Response,
  ): Promise<AdminUserResponse | undefined> {
    if (!bySuperuser) return this.profile.get(caller, req, res);
    const account = await this.toResponse(await this.admin.get(id));
    return id === caller.userId ? this.profile.answer(caller, req, res, account) : revalidated(req, res, account);
  }

  @Patch(':id')
  @AndForTheOwner()
  @ApiUserId()
  @ApiOperation({
    operationId: 'updateUser',
    summary: 'Change an account',
    description:
      'Your own: the profile, as `PATCH /api/v1/users/me` does. `is_active` and `is_superuser` are for superusers to ' +
      'change; deactivation and demotion end all sessions of the account. Of other accounts superusers change just ' +
      `these two. What you may not change can be there as it is stored. ${OWNER_OR_SUPERUSER} ${RECENT_LOGIN}`,
  })
  @ApiBody({ type: UpdateOwnAccountDto })
  @ApiOkResponse({ type: AdminUserResponse, description: 'The account as it is now.' })
  @ApiProblems(
    AUTH_ERRORS.REAUTHENTICATION_REQUIRED,
    AUTH_ERRORS.WRONG_PASSWORD,
    AUTH_ERRORS.TOO_BUSY,
    ADMIN_ERRORS.USER_NOT_FOUND,
    USER_ERRORS.LAST_SUPERUSER,
    USER_ERRORS.USERNAME_RESERVED,
    USER_ERRORS.USERNAME_TAKEN,
  )
  async update(
    @CurrentUser() caller: Principal,
    @BySuperuser() bySuperuser: boolean,
    @Param('id', LowercaseUuidPipe) id: string,
    @Body() body: unknown,
    @Req() req: Request,
  ): Promise<AdminUserResponse> {
    if (!bySuperuser) return this.profile.update(caller, validated(UpdateUserDto, body), req);
    const actor = { caller, origin: originOf(req) };
    const isOwn = id === caller.userId;
    if (!isOwn) this.reauthentication.demandFreshLogin(caller);
    const dto = validated(isOwn ? UpdateOwnAccountDto : UpdateAccountDto, body);
    const stored = await this.toResponse(await this.admin.get(id));
    demandAsStored(isOwn ? UpdateOwnAccountDto.readOnly : UpdateAccountDto.readOnly, dto, () => stored);
    if (isOwn) return this.toResponse(await this.admin.updateOwn(dto, actor));
    const changes = { isActive: dto.is_active, isSuperuser: dto.is_superuser };
    return this.toResponse(await this.admin.update(id, changes, actor));
  }

  @Delete(':id')
  @AndForTheOwner()
  @HttpCode(204)
  @ApiUserId()
  @ApiOperation({
    operationId: 'deleteUser',
    summary: 'Remove an account',
    description:
      'With all that is its. Needs a login not older than 5 minutes. Your own: the same as `DELETE /api/v1/users/me`. ' +
      `Another one’s owner is told by mail. ${OWNER_OR_SUPERUSER}`,
  })
  @ApiNoContentResponse({ description: 'The account is gone.' })
  @ApiProblems(
    AUTH_ERRORS.REAUTHENTICATION_REQUIRED,
    AUTH_ERRORS.EMAIL_CHANGED_RECENTLY,
    ADMIN_ERRORS.USER_NOT_FOUND,
    USER_ERRORS.LAST_SUPERUSER,
  )
  async remove(
    @CurrentUser() caller: Principal,
    @BySuperuser() bySuperuser: boolean,
    @Param('id', LowercaseUuidPipe) id: string,
    @Req() req: Request,
    @Res({ passthrough: true }) res: Response,
  ): Promise<void> {
    if (!bySuperuser || id === caller.userId) return this.profile.remove(caller, req, res);
    this.reauthentication.demandFreshLogin(caller);
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
    @Param('id', LowercaseUuidPipe) id: string,
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
    @Param('id', LowercaseUuidPipe) id: string,
    @Req() req: Request,
  ): Promise<void> {
    await this.admin.endSessions(id, { caller, origin: originOf(req) });
  }

  private async toResponse(user: User): Promise<AdminUserResponse> {
    return AdminUserResponse.from(user, (await this.lockout.readStates([user.id])).get(user.id));
  }
}
