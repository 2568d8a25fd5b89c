import { Body, Controller, Header, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { Public } from '../common/principal.js';
import { originOf } from '../common/request-origin.js';
import { AuthRateLimit } from '../limits/auth-rate-limit.decorator.js';
import { UserResponse } from '../users/dto/user-response.dto.js';
import { USER_ERRORS } from '../users/users.errors.js';
import { AUTH_ERRORS } from './auth.errors.js';
import { AuthService } from './auth.service.js';
import { CookieSessionResponse } from './dto/cookie-session-response.dto.js';
import { CredentialsDto, LoginDto } from './dto/login.dto.js';
import { RegisterDto } from './dto/register.dto.js';
import { TokenResponse } from './dto/token-response.dto.js';
import { COOKIE_HEADERS } from './cookie-headers.js';
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
  @AuthRateLimit({ name: 'auth' })
  @ApiOperation({
    operationId: 'register',
    summary: 'Make an account',
    description: 'Log in afterwards to get tokens.',
  })
  @ApiCreatedResponse({ type: UserResponse, description: 'The account.' })
  @ApiProblems(USER_ERRORS.EMAIL_TAKEN, USER_ERRORS.USERNAME_TAKEN, AUTH_ERRORS.WEAK_PASSWORD, AUTH_ERRORS.TOO_BUSY)
  async register(@Body() dto: RegisterDto, @Req() req: Request): Promise<UserResponse> {
    return UserResponse.from(await this.auth.register(dto, originOf(req)));
  }

  @Public()
  @Post('login')
  @AuthRateLimit({ name: 'auth', account: 'username' })
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'login',
    summary: 'Log in',
    description:
      'Takes JSON, or the OAuth2 password form (RFC 6749, 4.3.2) with all its fields. Any reason to refuse gets the same answer.',
  })
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @ApiBody({ type: CredentialsDto })
  @ApiOkResponse({ type: TokenResponse, description: 'The tokens of a new session.' })
  @ApiProblems(AUTH_ERRORS.INVALID_CREDENTIALS, AUTH_ERRORS.EMAIL_NOT_VERIFIED, AUTH_ERRORS.TOO_BUSY)
  async login(@Body() dto: LoginDto, @Req() req: Request): Promise<TokenResponse> {
    return this.tokens.of(await this.auth.login(dto, originOf(req)));
  }

  @Public()
  @Post('cookie-session')
  @AuthRateLimit({ name: 'auth', account: 'username' })
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
    return this.tokens.intoCookies(await this.auth.login(dto, originOf(req)), res);
  }
}
