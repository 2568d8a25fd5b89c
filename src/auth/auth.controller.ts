import { Body, Controller, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { Public } from '../common/principal.js';
import { originOf } from '../common/request-origin.js';
import { AcceptsForm } from '../server/accepts-form.decorator.js';
import { UserResponse } from '../users/dto/user-response.dto.js';
import { USER_ERRORS } from '../users/users.errors.js';
import { AUTH_ERRORS } from './auth.errors.js';
import { AuthService } from './auth.service.js';
import { LoginDto } from './dto/login.dto.js';
import { RegisterDto } from './dto/register.dto.js';
import { ApiTokensResponse, type TokensResponse } from './dto/tokens-response.js';
import { AuthRateLimit } from './guards/auth-rate-limit.decorator.js';
import { setDeviceCookie } from './passwords/device-cookie.js';
import { SessionCookies } from './session-cookies.js';
import { SessionTokens } from './session-tokens.js';

@ApiTags('Auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly tokens: SessionTokens,
    private readonly cookies: SessionCookies,
  ) {}

  @Public()
  @Post('register')
  @AuthRateLimit({ name: 'register', body: RegisterDto })
  @ApiOperation({
    operationId: 'register',
    summary: 'Make an account',
    description: 'Log in afterwards to get tokens.',
  })
  @ApiCreatedResponse({ type: UserResponse, description: 'The account.' })
  @ApiProblems(
    USER_ERRORS.EMAIL_TAKEN,
    USER_ERRORS.USERNAME_TAKEN,
    USER_ERRORS.USERNAME_RESERVED,
    AUTH_ERRORS.WEAK_PASSWORD,
    AUTH_ERRORS.TOO_BUSY,
  )
  async register(@Body() dto: RegisterDto, @Req() req: Request): Promise<UserResponse> {
    return UserResponse.from(await this.auth.register(dto, originOf(req)));
  }

  @Public()
  @Post('login')
  @AuthRateLimit({
    name: 'login',
    body: LoginDto,
    account: { field: 'username', event: 'login.failed' },
  })
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'login',
    summary: 'Log in',
    description:
      'Takes JSON, or the OAuth2 password form. Any reason to refuse gets the same answer. The cookie `__Host-device` of ' +
      'the answer, or in `refresh_token` the last refresh token of this device, shows at a later login that the account ' +
      'was logged in to on it before: then what strangers tried does not hold it up.',
  })
  @AcceptsForm()
  @ApiTokensResponse('The tokens of a new session; with `use_cookies`, they are in cookies.')
  @ApiProblems(AUTH_ERRORS.INVALID_CREDENTIALS, AUTH_ERRORS.EMAIL_NOT_VERIFIED, AUTH_ERRORS.TOO_BUSY)
  async login(
    @Body() dto: LoginDto,
    @Req() req: Request,
    @Res({ passthrough: true }) res: Response,
  ): Promise<TokensResponse> {
    if (dto.use_cookies) this.cookies.demandEnabled('/use_cookies');
    const { session, deviceToken } = await this.auth.login(dto, originOf(req), req.knownDevice);
    const answer = await this.tokens.deliver(session, res, dto.use_cookies);
    setDeviceCookie(res, deviceToken);
    return answer;
  }
}
