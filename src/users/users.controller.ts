import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser, type Principal } from '../common/principal.js';
import { UserResponse } from './dto/user-response.dto.js';
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
}
