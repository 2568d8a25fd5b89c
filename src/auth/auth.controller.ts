import { Body, Controller, Header, HttpCode, Post, Req } from '@nestjs/common';
import { ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { Public } from '../common/principal.js';
import { UserResponse } from '../users/dto/user-response.dto.js';
import { USER_ERRORS } from '../users/users.errors.js';
import { AUTH_ERRORS } from './auth.errors.js';
import { AuthService, type Device } from './auth.service.js';
import { LoginDto } from './dto/login.dto.js';
import { RegisterDto } from './dto/register.dto.js';
import { TokenResponse } from './dto/token-response.dto.js';

@ApiTags('Auth')
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Public()
  @Post('register')
  @ApiOperation({ operationId: 'register', summary: 'Make an account', description: 'Log in afterwards to get tokens.' })
  @ApiCreatedResponse({ type: UserResponse, description: 'The account.' })
  @ApiProblems(USER_ERRORS.EMAIL_TAKEN, USER_ERRORS.USERNAME_TAKEN, AUTH_ERRORS.WEAK_PASSWORD, AUTH_ERRORS.TOO_BUSY)
  async register(@Body() dto: RegisterDto): Promise<UserResponse> {
    return UserResponse.from(await this.auth.register(dto));
  }

  @Public()
  @Post('login')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'login',
    summary: 'Log in',
    description: 'Takes JSON, or the OAuth2 password form. Any reason to refuse gets the same answer.',
  })
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @ApiOkResponse({ type: TokenResponse, description: 'The tokens of a new session.' })
  @ApiProblems(AUTH_ERRORS.INVALID_CREDENTIALS, AUTH_ERRORS.TOO_BUSY)
  login(@Body() dto: LoginDto, @Req() req: Request): Promise<TokenResponse> {
    return this.auth.login(dto, deviceOf(req));
  }
}

function deviceOf(req: Request): Device {
  return { userAgent: req.get('user-agent')?.slice(0, 500) ?? null, ip: req.ip ?? null };
}
