import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { CurrentUser, type Principal } from '../common/principal.js';
import { originOf } from '../common/request-origin.js';
import { IdempotencyKeyHeader } from '../idempotency/idempotency-key.decorator.js';
import type { KeyedRequest } from '../idempotency/idempotent-request.js';
import { sendAnswer } from '../idempotency/send-answer.js';
import { AccountService } from '../auth/account/account.service.js';
import { UserResponse } from '../users/dto/user-response.dto.js';
import { USER_ERRORS } from '../users/users.errors.js';
import { AUTH_ERRORS } from '../auth/auth.errors.js';
import { ChangePasswordDto } from '../auth/dto/change-password.dto.js';
import { ChangeEmailDto } from '../auth/dto/recovery.dto.js';
import { UpdateUserDto } from '../auth/dto/update-user.dto.js';
import { EmailAddressService } from '../auth/recovery/email-address.service.js';
import { ExportResponse } from '../export/dto/export-response.dto.js';
import { ExportService } from '../export/export.service.js';
import { OwnProfileService } from './own-profile.service.js';
import { setDeviceCookie } from '../auth/passwords/device-cookie.js';
import { KnownDevicesService } from '../auth/passwords/known-devices.service.js';
import { ApiProfileTag, PROFILE_HEADERS } from './profile-headers.js';

@ApiBearerAuth()
@Controller('users/me')
export class AccountController {
  constructor(
    private readonly account: AccountService,
    private readonly profile: OwnProfileService,
    private readonly addresses: EmailAddressService,
    private readonly exports: ExportService,
    private readonly devices: KnownDevicesService,
  ) {}

  @Get()
  @ApiTags('Users')
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
  @ApiTags('Users')
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
  @ApiTags('Users')
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
    // A repeated request gets a new token, because tokens are not stored.
    const device = await this.devices.rememberUser(caller.userId);
    if (device !== undefined) setDeviceCookie(res, device);
    sendAnswer(res, answer);
  }

  @Post('email')
  @ApiTags('Auth')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'changeMyEmail',
    summary: 'Change your e-mail address',
    description:
      'Mails a link to the new address. The change takes effect when the link is used, and the old address is told, with a link to take it back within 72 hours.',
  })
  @ApiAcceptedResponse({ description: 'The mail is on its way.' })
  @ApiProblems(AUTH_ERRORS.WRONG_PASSWORD, AUTH_ERRORS.TOO_BUSY)
  async changeEmail(
    @CurrentUser() caller: Principal,
    @Body() dto: ChangeEmailDto,
    @IdempotencyKeyHeader() keyed: KeyedRequest | undefined,
    @Req() req: Request,
    @Res() res: Response,
  ): Promise<void> {
    sendAnswer(res, await this.addresses.requestChange(caller.userId, dto, originOf(req), keyed));
  }

  @Get('export')
  @ApiTags('Users')
  @ApiOperation({
    operationId: 'exportMe',
    summary: 'Get all that is yours',
    description: 'As one JSON document, which may be long.',
  })
  @ApiOkResponse({ type: ExportResponse, description: 'The document.' })
  async export(@CurrentUser() caller: Principal, @Req() req: Request, @Res() res: Response): Promise<void> {
    const pieces = await this.exports.export(caller.userId, originOf(req));
    res.setHeader('Content-Type', 'application/json; charset=utf-8');
    res.setHeader('Content-Disposition', 'attachment; filename="taskward-export.json"');
    res.setHeader('Cache-Control', 'no-store');
    try {
      // Reads only as fast as the client does.
      await pipeline(Readable.from(pieces), res);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
      // The client has disconnected: nobody is left to get an error.
    }
  }

  @Delete()
  @ApiTags('Users')
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
