import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { LoginAttemptsRepository } from './login-attempts.repository.js';
import { LoginAttempts } from './login-attempts.service.js';
import { User } from './user.entity.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([User])],
  controllers: [UsersController],
  providers: [LoginAttempts, LoginAttemptsRepository, UsersRepository, UsersService],
  exports: [LoginAttempts, UsersService],
})
export class UsersModule {}
