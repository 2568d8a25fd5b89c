import { Body, Controller, Get, Patch } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../common/api-problems.decorator.js';
import { CurrentUser, type Principal } from '../common/principal.js';
import { UpdateUserDto } from './dto/update-user.dto.js';
import { UserResponse } from './dto/user-response.dto.js';
import { USER_ERRORS } from './users.errors.js';
import { UsersService } from './users.service.js';

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
  @ApiOkResponse({ type: UserResponse, description: 'The profile.' })
  async get(@CurrentUser() caller: Principal): Promise<UserResponse> {
    return UserResponse.from(await this.users.get(caller.userId));
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
