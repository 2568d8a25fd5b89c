import { Body, Controller, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { Public } from '../common/principal.js';
import { originOf } from '../common/request-origin.js';
import { AcceptsForm } from '../body/accepts-form.decorator.js';
import { AUTH_ERRORS } from './auth.errors.js';
import { AuthService } from './auth.service.js';
import { CookieSessionResponse } from './dto/cookie-session-response.dto.js';
import { CredentialsDto, LoginDto } from './dto/login.dto.js';
import { TokenResponse } from './dto/token-response.dto.js';
import { COOKIE_HEADERS, DEVICE_HEADERS } from './sessions/cookie-headers.js';
import { AuthRateLimit } from './guards/auth-rate-limit.decorator.js';
import { setDeviceCookie } from './passwords/device-cookie.js';
import { SessionCookiesService } from './sessions/session-cookies.service.js';
import { SessionTokensService } from './sessions/session-tokens.service.js';

@ApiTags('Auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly tokens: SessionTokensService,
    private readonly cookies: SessionCookiesService,
  ) {}

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
      'Takes JSON, or the OAuth2 password form (RFC 6749, 4.3.2) with all its fields. Any reason to refuse gets the same ' +
      'answer. The cookie `__Host-device` of the answer, or in `refresh_token` the last refresh token of this device, ' +
      'shows at a later login that the account was logged in to on it before: then what strangers tried does not hold it up.',
  })
  @AcceptsForm()
  @ApiBody({ type: CredentialsDto })
  @ApiOkResponse({ type: TokenResponse, description: 'The tokens of a new session.', headers: DEVICE_HEADERS })
  @ApiProblems(AUTH_ERRORS.INVALID_CREDENTIALS, AUTH_ERRORS.EMAIL_NOT_VERIFIED, AUTH_ERRORS.TOO_BUSY)
  async login(
    @Body() dto: LoginDto,
    @Req() req: Request,
    @Res({ passthrough: true }) res: Response,
  ): Promise<TokenResponse> {
    const { session, deviceToken } = await this.auth.login(dto, originOf(req), req.knownDevice);
    setDeviceCookie(res, deviceToken);
    return this.tokens.issue(session);
  }

  @Public()
  @Post('cookie-session')
  @AuthRateLimit({
    name: 'login',
    body: CredentialsDto,
    account: { field: 'username', event: 'login.failed' },
  })
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'createCookieSession',
    summary: 'Open a session with cookies',
    description:
      'For browsers, where the server offers it: the tokens are in cookies that no script can read. Any reason to refuse gets the same answer.',
  })
  @ApiOkResponse({ type: CookieSessionResponse, description: 'A new session.', headers: COOKIE_HEADERS })
  @ApiProblems(AUTH_ERRORS.INVALID_CREDENTIALS, AUTH_ERRORS.EMAIL_NOT_VERIFIED, AUTH_ERRORS.TOO_BUSY)
  async enter(
    @Body() dto: CredentialsDto,
    @Req() req: Request,
    @Res({ passthrough: true }) res: Response,
  ): Promise<CookieSessionResponse> {
    this.cookies.demandEnabled();
    const { session, deviceToken } = await this.auth.login(dto, originOf(req), req.knownDevice);
    const answer = await this.tokens.intoCookies(session, res);
    setDeviceCookie(res, deviceToken);
    return answer;
  }
}
