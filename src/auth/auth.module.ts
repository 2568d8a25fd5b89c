import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UsersModule } from '../users/users.module.js';
import { AccessTokenService } from './access-token.service.js';
import { AccountController } from './account.controller.js';
import { AccountService } from './account.service.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { JwksController } from './jwks.controller.js';
import { JwtStrategy } from './jwt.strategy.js';
import { KeyRing } from './key-ring.js';
import { HashCost, PasswordHasher, PRODUCTION_HASH_COST } from './password-hasher.js';
import { RefreshService } from './refresh.service.js';
import { RevocationSet } from './revocation-set.js';
import { RevocationsRepository } from './revocations.repository.js';
import { SessionRevocation } from './session-revocation.entity.js';
import { Session } from './session.entity.js';
import { SessionCookies } from './session-cookies.js';
import { SessionExportService } from './session-export.service.js';
import { SessionTokens } from './session-tokens.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

@Module({
  imports: [UsersModule, PassportModule, JwtModule.register({}), TypeOrmModule.forFeature([Session, SessionRevocation])],
  controllers: [AuthController, SessionsController, AccountController, JwksController],
  providers: [
    AccessTokenService,
    AccountService,
    AuthService,
    JwtStrategy,
    KeyRing,
    PasswordHasher,
    RefreshService,
    RevocationSet,
    RevocationsRepository,
    SessionCookies,
    SessionExportService,
    SessionTokens,
    SessionsRepository,
    SessionsService,
    { provide: HashCost, useValue: PRODUCTION_HASH_COST },
  ],
  exports: [JwtStrategy, SessionExportService, SessionsService],
})
export class AuthModule {}
