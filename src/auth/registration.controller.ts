import { applyDecorators, Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { Public } from '../common/principal.js';
import { originOf } from '../common/request-origin.js';
import { IdempotencyKeyHeader } from '../idempotency/idempotency-key.decorator.js';
import type { KeyedRequest } from '../idempotency/idempotent-request.js';
import { sendAnswer } from '../idempotency/send-answer.js';
import { UserResponse } from '../users/dto/user-response.dto.js';
import { USER_ERRORS } from '../users/users.errors.js';
import { AUTH_ERRORS } from './auth.errors.js';
import { RegisterDto } from './dto/register.dto.js';
import { AuthRateLimit } from './guards/auth-rate-limit.decorator.js';
import { RegistrationService } from './registration.service.js';

/** One for both paths: an idempotency key that was used at one is known at the other. */
const OPERATION = 'register';

/** The two paths are one route and share the rate limit. */
const RegistrationRoute = (path: string, operationId: string) =>
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
    ApiHeader({
      name: 'Accept-Language',
      required: false,
      description: 'Where the body has no `locale`, the preferred one of these is taken.',
      schema: { type: 'string' },
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
  constructor(private readonly registration: RegistrationService) {}

  @RegistrationRoute('auth/register', 'register')
  async register(
    @Body() dto: RegisterDto,
    @IdempotencyKeyHeader(OPERATION) keyed: KeyedRequest | undefined,
    @Req() req: Request,
    @Res() res: Response,
  ): Promise<void> {
    sendAnswer(res, await this.registration.register(dto, req.get('Accept-Language') ?? '', originOf(req), keyed));
  }

  @RegistrationRoute('users', 'createUser')
  createUser(
    @Body() dto: RegisterDto,
    @IdempotencyKeyHeader(OPERATION) keyed: KeyedRequest | undefined,
    @Req() req: Request,
    @Res() res: Response,
  ): Promise<void> {
    return this.register(dto, keyed, req, res);
  }
}
