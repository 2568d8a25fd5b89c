import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiNoContentResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblems } from '../../common/api-problems.decorator.js';
import { Public } from '../../common/principal.js';
import { originOf } from '../../common/request-origin.js';
import { USER_ERRORS } from '../../users/users.errors.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { ForgotPasswordDto, ResetPasswordDto, VerifyEmailDto } from '../dto/recovery.dto.js';
import { EmailAddressService } from './email-address.service.js';
import { AuthRateLimit } from '../guards/auth-rate-limit.decorator.js';
import { setDeviceCookie } from '../passwords/device-cookie.js';
import { KnownDevicesService } from '../passwords/known-devices.service.js';
import { RecoveryService } from './recovery.service.js';

@ApiTags('Auth')
@Controller('auth')
export class RecoveryController {
  constructor(
    private readonly recovery: RecoveryService,
    private readonly addresses: EmailAddressService,
    private readonly devices: KnownDevicesService,
  ) {}

  @Public()
  @Post('forgot-password')
  @AuthRateLimit({
    name: 'recovery',
    body: ForgotPasswordDto,
    account: { field: 'email', event: 'password.reset_requested' },
  })
  @HttpCode(202)
  @ApiOperation({
    operationId: 'forgotPassword',
    summary: 'Ask for a link to set a new password',
    description: 'Mails a link to the address if it is an account’s. The answer is the same in any case.',
  })
  @ApiAcceptedResponse({ description: 'If there is such an account, the mail is on its way.' })
  forgot(@Body() dto: ForgotPasswordDto, @Req() req: Request): Promise<void> {
    return this.recovery.requestReset(dto.email, originOf(req), req.knownDevice);
  }

  @Public()
  @Post('reset-password')
  @AuthRateLimit({ name: 'reset', body: ResetPasswordDto, proof: 'mailed link' })
  @HttpCode(204)
  @ApiOperation({
    operationId: 'resetPassword',
    summary: 'Set a new password with a mailed link',
    description:
      'Each link is good for one use within an hour, and only the newest. Unlocks the account and ends all its sessions. The link of a notice that the e-mail address was changed is good for 72 hours, and takes the old address back as well.',
  })
  @ApiNoContentResponse({ description: 'The password is set. Log in with it.' })
  @ApiProblems(AUTH_ERRORS.LINK_NOT_ACCEPTED, AUTH_ERRORS.WEAK_PASSWORD, AUTH_ERRORS.TOO_BUSY, USER_ERRORS.EMAIL_TAKEN)
  async reset(
    @Body() dto: ResetPasswordDto,
    @Req() req: Request,
    @Res({ passthrough: true }) res: Response,
  ): Promise<void> {
    const userId = await this.recovery.reset(dto.token, dto.new_password, originOf(req));
    const device = await this.devices.rememberUser(userId);
    if (device !== undefined) setDeviceCookie(res, device);
  }

  @Public()
  @Post('verify-email')
  @AuthRateLimit({ name: 'verify', body: VerifyEmailDto, proof: 'mailed link' })
  @HttpCode(204)
  @ApiOperation({
    operationId: 'verifyEmail',
    summary: 'Confirm an e-mail address with a mailed link',
    description: 'Confirms the address of a new account, or makes the new address of an account take effect.',
  })
  @ApiNoContentResponse({ description: 'The address is confirmed.' })
  @ApiProblems(AUTH_ERRORS.LINK_NOT_ACCEPTED, USER_ERRORS.EMAIL_TAKEN)
  verify(@Body() dto: VerifyEmailDto, @Req() req: Request): Promise<void> {
    return this.addresses.confirm(dto.token, originOf(req));
  }
}
