import { applyDecorators, Body, Controller, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { Public } from '../common/principal.js';
import { originOf } from '../common/request-origin.js';
import { UserResponse } from '../users/dto/user-response.dto.js';
import { USER_ERRORS } from '../users/users.errors.js';
import { AUTH_ERRORS } from './auth.errors.js';
import { AuthService } from './auth.service.js';
import { RegisterDto } from './dto/register.dto.js';
import { AuthRateLimit } from './guards/auth-rate-limit.decorator.js';

/** A path at which accounts are made. All of them are one route but for the name, and count together. */
const RegistersAt = (path: string, operationId: string) =>
  applyDecorators(
    Public(),
    Post(path),
    AuthRateLimit({ name: 'register', body: RegisterDto }),
    ApiOperation({
      operationId,
      summary: 'Make an account',
      description:
        'Log in afterwards to get tokens. `POST /api/v1/auth/register` and `POST /api/v1/users` do the same, and count together.',
    }),
    ApiCreatedResponse({ type: UserResponse, description: 'The account.' }),
    ApiProblems(
      USER_ERRORS.EMAIL_TAKEN,
      USER_ERRORS.USERNAME_TAKEN,
      USER_ERRORS.USERNAME_RESERVED,
      AUTH_ERRORS.WEAK_PASSWORD,
      AUTH_ERRORS.TOO_BUSY,
    ),
  );

@ApiTags('Auth')
@Controller()
export class RegistrationController {
  constructor(private readonly auth: AuthService) {}

  @RegistersAt('auth/register', 'register')
  async register(@Body() dto: RegisterDto, @Req() req: Request): Promise<UserResponse> {
    return UserResponse.from(await this.auth.register(dto, originOf(req)));
  }

  @RegistersAt('users', 'createUser')
  createUser(@Body() dto: RegisterDto, @Req() req: Request): Promise<UserResponse> {
    return this.register(dto, req);
  }
}
