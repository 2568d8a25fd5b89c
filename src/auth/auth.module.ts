import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.js';
import { AccessTokenService } from './access-token.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { JwtStrategy } from './jwt.strategy.js';
import { HashCost, PasswordHasher, PRODUCTION_HASH_COST } from './password-hasher.js';
import { RevocationSet } from './revocation-set.js';
import { RevocationsRepository } from './revocations.repository.js';
import { SessionRevocation } from './session-revocation.entity.js';
import { Session } from './session.entity.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

@Module({
  imports: [UsersModule, PassportModule, JwtModule.register({}), TypeOrmModule.forFeature([Session, SessionRevocation])],
  controllers: [AuthController],
  providers: [
    AccessTokenService,
    AuthService,
    JwtStrategy,
    PasswordHasher,
    RevocationSet,
    RevocationsRepository,
    SessionsRepository,
    SessionsService,
    { provide: HashCost, useValue: PRODUCTION_HASH_COST },
  ],
  exports: [JwtStrategy, SessionsService],
})
export class AuthModule {}
