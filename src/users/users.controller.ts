import { Body, Controller, Get, Patch, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { CurrentUser, type Principal } from '../common/principal.js';
import { revalidated } from '../common/revalidated.js';
import { UpdateUserDto } from './dto/update-user.dto.js';
import { UserResponse } from './dto/user-response.dto.js';
import { USER_ERRORS } from './users.errors.js';
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

  @Patch('me')
  @ApiOperation({
    operationId: 'updateMe',
    summary: 'Change your profile',
    description: 'Fields that are absent keep their value.',
  })
  @ApiOkResponse({ type: UserResponse, description: 'The profile as it is now.' })
  @ApiProblems(USER_ERRORS.USERNAME_TAKEN, USER_ERRORS.USERNAME_RESERVED)
  async update(@CurrentUser() caller: Principal, @Body() changes: UpdateUserDto): Promise<UserResponse> {
    return UserResponse.from(await this.users.update(caller.userId, changes));
  }
}
