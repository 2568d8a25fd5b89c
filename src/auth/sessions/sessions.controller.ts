import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
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
import { ApiProblems } from '../../common/api-problems.decorator.js';
import { FORGET_ANSWERS } from '../../common/cache-control.js';
import { CurrentUser, type Principal, Public } from '../../common/principal.js';
import { originOf } from '../../common/request-origin.js';
import { LowercaseUuidPipe } from '../../common/lowercase-uuid.pipe.js';
import { validated } from '../../common/request-validation.pipe.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { ApiCsrfToken, COOKIE_HEADERS } from './cookie-headers.js';
import { CookieSessionResponse } from '../dto/cookie-session-response.dto.js';
import { ReauthenticationDto } from '../dto/reauthentication.dto.js';
import { RefreshDto } from '../dto/refresh.dto.js';
import { SessionListResponse, SessionResponse } from '../dto/session-response.dto.js';
import { TokenResponse } from '../dto/token-response.dto.js';
import { AuthRateLimit } from '../guards/auth-rate-limit.decorator.js';
import { RefreshCookieGuard } from '../guards/refresh-cookie.guard.js';
import { RefreshService } from './refresh.service.js';
import { DevicesService } from './devices.service.js';
import { SessionCookiesService } from './session-cookies.service.js';
import { SessionTokensService } from './session-tokens.service.js';
import { SessionsService } from './sessions.service.js';

const NEEDS_PROOF = 'Needs a login not older than 5 minutes, or your password.';

@ApiTags('Auth')
@Controller('auth')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly devices: DevicesService,
    private readonly refreshing: RefreshService,
    private readonly tokens: SessionTokensService,
    private readonly cookies: SessionCookiesService,
  ) {}

  @Public()
  @UseGuards(RefreshCookieGuard)
  @Post('refresh')
  @AuthRateLimit({ name: 'refresh', body: RefreshDto, proof: 'session' })
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'refresh',
    summary: 'Get new tokens',
    description:
      'Each refresh token is good for one refresh; within 30 seconds the same one gets the same successor, so that it can be tried again. ' +
      'One that was used up ends the session. Without a body and with a refresh cookie it is `POST /api/v1/auth/cookie-session/refresh`.',
  })
  @ApiOkResponse({ type: TokenResponse, description: 'The next tokens of the session.' })
  @ApiProblems(AUTH_ERRORS.INVALID_REFRESH_TOKEN, AUTH_ERRORS.CSRF_TOKEN_INVALID)
  async refresh(
    @Body() dto: RefreshDto,
    @Req() req: Request,
    @Res({ passthrough: true }) res: Response,
  ): Promise<TokenResponse | CookieSessionResponse> {
    const session = await this.refreshing.refresh(dto.refresh_token, originOf(req));
    return req.usesCookies ? this.tokens.intoCookies(session, res) : this.tokens.issue(session);
  }

  @Public()
  @UseGuards(RefreshCookieGuard)
  @Post('cookie-session/refresh')
  @AuthRateLimit({ name: 'refresh', body: RefreshDto, proof: 'session' })
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'refreshCookieSession',
    summary: 'Get new cookies',
    description:
      'Takes the refresh token out of its cookie, by the same rules as any refresh. Has no body. A page that has lost the ' +
      'CSRF token may leave it out, if its browser says (`Sec-Fetch-Site`, `Origin`) that it is one of the server’s own ' +
      'origin or of one that the server allows.',
  })
  @ApiCsrfToken()
  @ApiOkResponse({
    type: CookieSessionResponse,
    description: 'The session, with the next tokens in its cookies.',
    headers: COOKIE_HEADERS,
  })
  @ApiProblems(AUTH_ERRORS.INVALID_REFRESH_TOKEN, AUTH_ERRORS.CSRF_TOKEN_INVALID)
  async refreshCookies(@Req() req: Request, @Res({ passthrough: true }) res: Response): Promise<CookieSessionResponse> {
    this.cookies.demandEnabled();
    const token = req.usesCookies ? (req.body as RefreshDto).refresh_token : '';
    return this.tokens.intoCookies(await this.refreshing.refresh(token, originOf(req)), res);
  }

  @ApiBearerAuth()
  @Post('logout')
  @HttpCode(204)
  @Header('Clear-Site-Data', FORGET_ANSWERS)
  @ApiCsrfToken()
  @ApiOperation({
    operationId: 'logout',
    summary: 'Log out',
    description: 'Ends this session: none of its tokens is accepted any more.',
  })
  @ApiNoContentResponse({ description: 'Logged out.' })
  async logout(@CurrentUser() caller: Principal, @Res({ passthrough: true }) res: Response): Promise<void> {
    await this.devices.logOut(caller);
    this.cookies.clear(res);
  }

  @ApiBearerAuth()
  @Post('logout-all')
  @HttpCode(204)
  @Header('Clear-Site-Data', FORGET_ANSWERS)
  @ApiCsrfToken()
  @ApiOperation({
    operationId: 'logoutAll',
    summary: 'Log out everywhere',
    description: `Ends every session of yours, this one too. ${NEEDS_PROOF}`,
  })
  @ApiBody({ type: ReauthenticationDto, required: false })
  @ApiNoContentResponse({ description: 'Logged out.' })
  @ApiProblems(AUTH_ERRORS.REAUTHENTICATION_REQUIRED, AUTH_ERRORS.WRONG_PASSWORD, AUTH_ERRORS.TOO_BUSY)
  async logoutAll(
    @CurrentUser() caller: Principal,
    @Body() body: unknown,
    @Req() req: Request,
    @Res({ passthrough: true }) res: Response,
  ): Promise<void> {
    await this.devices.endAll({ caller, origin: originOf(req), password: passwordIn(body) });
    this.cookies.clear(res);
  }

  @ApiBearerAuth()
  @Get('sessions')
  @ApiOperation({
    operationId: 'listSessions',
    summary: 'List your devices',
    description: 'Those that are logged in, the one used last first.',
  })
  @ApiOkResponse({ type: SessionListResponse, description: 'The devices.' })
  async list(@CurrentUser() caller: Principal): Promise<SessionListResponse> {
    const sessions = await this.sessions.list(caller.userId);
    return { items: sessions.map((session) => SessionResponse.from(session, caller.sessionId)) };
  }

  @ApiBearerAuth()
  @Delete('sessions/:id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'endSession',
    summary: 'Log a device out',
    description: `None of its tokens is accepted any more. ${NEEDS_PROOF} The device that asks may always log itself out.`,
  })
  @ApiParam({
    name: 'id',
    description: 'The session.',
    type: String,
    format: 'uuid',
    example: '019abc12-3456-7def-8123-456789abcdef',
  })
  @ApiBody({ type: ReauthenticationDto, required: false })
  @ApiNoContentResponse({ description: 'Logged out.' })
  @ApiProblems(
    AUTH_ERRORS.SESSION_NOT_FOUND,
    AUTH_ERRORS.REAUTHENTICATION_REQUIRED,
    AUTH_ERRORS.WRONG_PASSWORD,
    AUTH_ERRORS.TOO_BUSY,
  )
  async end(
    @CurrentUser() caller: Principal,
    @Param('id', LowercaseUuidPipe) id: string,
    @Body() body: unknown,
    @Req() req: Request,
  ): Promise<void> {
    await this.devices.end(id, { caller, origin: originOf(req), password: passwordIn(body) });
  }
}

function passwordIn(body: unknown): string | undefined {
  return body === undefined ? undefined : validated(ReauthenticationDto, body).current_password;
}
