import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblems } from '../../common/api-problems.decorator.js';
import { CurrentUser, type Principal } from '../../common/principal.js';
import { originOf } from '../../common/request-origin.js';
import { IdempotencyKeyHeader } from '../../idempotency/idempotency-key.decorator.js';
import type { KeyedRequest } from '../../idempotency/idempotent-request.js';
import { sendAnswer } from '../../idempotency/send-answer.js';
import { AccountService } from './account.service.js';
import { UserResponse } from '../../users/dto/user-response.dto.js';
import { USER_ERRORS } from '../../users/users.errors.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { ChangePasswordDto } from '../dto/change-password.dto.js';
import { UpdateUserDto } from '../dto/update-user.dto.js';
import { OwnProfile } from './own-profile.js';
import { setDeviceCookie } from '../passwords/device-cookie.js';
import { KnownDevices } from '../passwords/known-devices.service.js';
import { ApiProfileTag, PROFILE_HEADERS } from './profile-headers.js';

/** The caller's own account: here, because `users` knows nothing of passwords and sessions. */
@ApiTags('Users')
@ApiBearerAuth()
@Controller('users/me')
export class AccountController {
  constructor(
    private readonly account: AccountService,
    private readonly profile: OwnProfile,
    private readonly devices: KnownDevices,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'getMe',
    summary: 'Your profile',
    description: 'The account that the access token belongs to. `GET /api/v1/users/{your id}` is the same.',
  })
  @ApiOkResponse({ type: UserResponse, description: 'The profile.', headers: PROFILE_HEADERS })
  @ApiProfileTag()
  async get(
    @CurrentUser() caller: Principal,
    @Req() req: Request,
    @Res({ passthrough: true }) res: Response,
  ): Promise<UserResponse | undefined> {
    return this.profile.get(caller, req, res);
  }

  @Patch()
  @ApiOperation({
    operationId: 'updateMe',
    summary: 'Change your profile',
    description:
      'Fields that are absent keep their value. Another username needs `current_password`, and is told by mail.',
  })
  @ApiOkResponse({ type: UserResponse, description: 'The profile as it is now.' })
  @ApiProblems(
    USER_ERRORS.USERNAME_TAKEN,
    USER_ERRORS.USERNAME_RESERVED,
    AUTH_ERRORS.WRONG_PASSWORD,
    AUTH_ERRORS.TOO_BUSY,
  )
  async update(
    @CurrentUser() caller: Principal,
    @Body() dto: UpdateUserDto,
    @Req() req: Request,
  ): Promise<UserResponse> {
    return this.profile.update(caller, dto, req);
  }

  @Post('password')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'changePassword',
    summary: 'Change your password',
    description: 'Ends every other session of yours.',
  })
  @ApiNoContentResponse({ description: 'Changed.' })
  @ApiProblems(AUTH_ERRORS.WRONG_PASSWORD, AUTH_ERRORS.WEAK_PASSWORD, AUTH_ERRORS.TOO_BUSY)
  async changePassword(
    @CurrentUser() caller: Principal,
    @Body() dto: ChangePasswordDto,
    @IdempotencyKeyHeader() keyed: KeyedRequest | undefined,
    @Req() req: Request,
    @Res() res: Response,
  ): Promise<void> {
    const answer = await this.account.changePassword(caller, dto, originOf(req), keyed);
    // Made anew for a repeated request: no token is kept.
    const device = await this.devices.rememberUser(caller.userId);
    if (device !== undefined) setDeviceCookie(res, device);
    sendAnswer(res, answer);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteMe',
    summary: 'Delete your account',
    description:
      'Removes the account and all that is yours, for good. Needs a login not older than 5 minutes, and cannot be done within 72 hours of a change of the e-mail address.',
  })
  @ApiNoContentResponse({ description: 'Removed.' })
  @ApiProblems(AUTH_ERRORS.REAUTHENTICATION_REQUIRED, AUTH_ERRORS.EMAIL_CHANGED_RECENTLY, USER_ERRORS.LAST_SUPERUSER)
  async remove(
    @CurrentUser() caller: Principal,
    @Req() req: Request,
    @Res({ passthrough: true }) res: Response,
  ): Promise<void> {
    await this.profile.remove(caller, req, res);
  }
}
