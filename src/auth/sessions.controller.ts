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
import { ApiProblems } from '../common/api-problems.decorator.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { CurrentUser, type Principal, Public } from '../common/principal.js';
import { Problem } from '../common/problem.js';
import { UuidPipe } from '../common/uuid.pipe.js';
import { AUTH_ERRORS } from './auth.errors.js';
import { RefreshDto } from './dto/refresh.dto.js';
import { SessionListResponse, SessionResponse } from './dto/session-response.dto.js';
import { ApiTokensResponse, type TokensResponse } from './dto/tokens-response.js';
import { AuthRateLimit } from './guards/auth-rate-limit.decorator.js';
import { RefreshCookieGuard } from './guards/refresh-cookie.guard.js';
import { RefreshService } from './refresh.service.js';
import { SessionCookies } from './session-cookies.js';
import { SessionTokens } from './session-tokens.js';
import { SessionsService } from './sessions.service.js';

@ApiTags('Auth')
@Controller('auth')
export class SessionsController {
  constructor(
    private readonly sessions: SessionsService,
    private readonly refreshing: RefreshService,
    private readonly tokens: SessionTokens,
    private readonly cookies: SessionCookies,
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
      'One that was used up ends the session. Without a body, the refresh cookie is taken; `X-CSRF-Token` is needed then.',
  })
  @ApiBody({ type: RefreshDto, required: false })
  @ApiTokensResponse('The next tokens of the session.')
  @ApiProblems(AUTH_ERRORS.INVALID_REFRESH_TOKEN, COMMON_ERRORS.CSRF_TOKEN_INVALID)
  async refresh(
    @Body() dto: RefreshDto,
    @Req() req: Request,
    @Res({ passthrough: true }) res: Response,
  ): Promise<TokensResponse> {
    return this.tokens.deliver(await this.refreshing.refresh(dto.refresh_token), res, req.usesCookies);
  }

  @ApiBearerAuth()
  @Post('logout')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'logout',
    summary: 'Log out',
    description: 'Ends this session: none of its tokens is accepted any more.',
  })
  @ApiNoContentResponse({ description: 'Logged out.' })
  async logout(@CurrentUser() caller: Principal, @Res({ passthrough: true }) res: Response): Promise<void> {
    await this.sessions.end(caller.userId, caller.sessionId, 'logout');
    this.cookies.clear(res);
  }

  @ApiBearerAuth()
  @Post('logout-all')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'logoutAll',
    summary: 'Log out everywhere',
    description: 'Ends every session of yours, this one too.',
  })
  @ApiNoContentResponse({ description: 'Logged out.' })
  async logoutAll(@CurrentUser() caller: Principal, @Res({ passthrough: true }) res: Response): Promise<void> {
    await this.sessions.endAll(caller.userId, 'logout_all');
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
    description: 'None of its tokens is accepted any more.',
  })
  @ApiParam({ name: 'id', format: 'uuid', example: '019abc12-3456-7def-8123-456789abcdef' })
  @ApiNoContentResponse({ description: 'Logged out.' })
  @ApiProblems(AUTH_ERRORS.SESSION_NOT_FOUND)
  async end(@CurrentUser() caller: Principal, @Param('id', UuidPipe) id: string): Promise<void> {
    if (!(await this.sessions.end(caller.userId, id, 'ended'))) throw new Problem(AUTH_ERRORS.SESSION_NOT_FOUND);
  }
}
