import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CurrentUser, type Principal } from '../common/principal.js';
import { revalidated } from '../common/revalidated.js';
import { UserResponse } from './dto/user-response.dto.js';
import { UsersService } from './users.service.js';

const ETAG = { ETag: { description: 'Names this state of the profile.', schema: { type: 'string' as const } } };

@ApiTags('Users')
@ApiBearerAuth()
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get('me')
  @ApiOperation({
    operationId: 'getMe',
    summary: 'Your profile',
    description: 'The account that the access token belongs to.',
  })
  @ApiOkResponse({ type: UserResponse, description: 'The profile.', headers: ETAG })
  @ApiResponse({ status: 304, description: 'You have it as it is.', headers: ETAG })
  @ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'The `ETag` of the profile that you have.',
    schema: { type: 'string' },
  })
  async get(
    @CurrentUser() caller: Principal,
    @Req() req: Request,
    @Res({ passthrough: true }) res: Response,
  ): Promise<UserResponse | undefined> {
    return revalidated(req, res, UserResponse.from(await this.users.get(caller.userId)));
  }
}
