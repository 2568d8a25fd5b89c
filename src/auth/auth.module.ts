import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { MailModule } from '../mail/mail.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessTokenService } from './tokens/access-token.service.js';
import { AccountMailService } from './recovery/account-mail.service.js';
import { AccountService } from './account/account.service.js';
import { AuthController } from './auth.controller.js';
import { RegistrationController } from './registration.controller.js';
import { RegistrationService } from './registration.service.js';
import { AuthService } from './auth.service.js';
import { AuthRateLimitGuard } from './guards/auth-rate-limit.guard.js';
import { JwtAuthGuard } from './guards/jwt-auth.guard.js';
import { OwnershipGuard } from './guards/ownership.guard.js';
import { JwksController } from './tokens/jwks.controller.js';
import { JwtStrategy } from './tokens/jwt.strategy.js';
import { KeyRingService } from './tokens/key-ring.service.js';
import { CredentialsService } from './passwords/credentials.service.js';
import { EmailAddressService } from './recovery/email-address.service.js';
import { LoginQueueService } from './passwords/login-queue.service.js';
import { MailTokensRepository } from './recovery/mail-tokens.repository.js';
import { PasswordProofsRepository } from './passwords/password-proofs.repository.js';
import { EmailRestorationService } from './recovery/email-restoration.service.js';
import { EmailRestorationsRepository } from './recovery/email-restorations.repository.js';
import { GrowingAuthTables } from './retention/growing-auth-tables.service.js';
import { UnverifiedAccountsService } from './retention/unverified-accounts.service.js';
import { HashCost, PasswordHasherService, PRODUCTION_HASH_COST } from './passwords/password-hasher.service.js';
import { BreachedPasswordsService } from './passwords/breached-passwords.service.js';
import { PasswordPolicyService } from './passwords/password-policy.service.js';
import { KnownDevicesService } from './passwords/known-devices.service.js';
import { LockoutRepository } from './passwords/lockout.repository.js';
import { LockoutService } from './passwords/lockout.service.js';
import { LoginPaceService } from './passwords/login-pace.service.js';
import { RefusalAuditService } from './passwords/refusal-audit.service.js';
import { RecoveryController } from './recovery/recovery.controller.js';
import { RecoveryService } from './recovery/recovery.service.js';
import { RefreshService } from './sessions/refresh.service.js';
import { RevocationSetService } from './sessions/revocation-set.service.js';
import { RevocationsRepository } from './sessions/revocations.repository.js';
import { CsrfTokenService } from './sessions/csrf-token.service.js';
import { SessionCookiesService } from './sessions/session-cookies.service.js';
import { DevicesService } from './sessions/devices.service.js';
import { GenerationUseService } from './sessions/generation-use.service.js';
import { ReauthenticationService } from './sessions/reauthentication.service.js';
import { SessionTokensService } from './sessions/session-tokens.service.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SessionsRepository } from './sessions/sessions.repository.js';
import { SessionsService } from './sessions/sessions.service.js';

@Module({
  imports: [UsersModule, MailModule, IdempotencyModule, PassportModule, JwtModule.register({})],
  controllers: [RegistrationController, AuthController, SessionsController, JwksController, RecoveryController],
  providers: [
    AccessTokenService,
    AccountMailService,
    AccountService,
    AuthRateLimitGuard,
    AuthService,
    BreachedPasswordsService,
    CredentialsService,
    CsrfTokenService,
    DevicesService,
    EmailAddressService,
    EmailRestorationService,
    EmailRestorationsRepository,
    GenerationUseService,
    JwtAuthGuard,
    JwtStrategy,
    KeyRingService,
    KnownDevicesService,
    LockoutRepository,
    LockoutService,
    LoginPaceService,
    LoginQueueService,
    MailTokensRepository,
    OwnershipGuard,
    PasswordHasherService,
    PasswordPolicyService,
    PasswordProofsRepository,
    ReauthenticationService,
    RecoveryService,
    RefreshService,
    RegistrationService,
    RefusalAuditService,
    GrowingAuthTables,
    RevocationSetService,
    RevocationsRepository,
    SessionCookiesService,
    SessionTokensService,
    SessionsRepository,
    SessionsService,
    UnverifiedAccountsService,
    { provide: HashCost, useValue: PRODUCTION_HASH_COST },
  ],
  exports: [
    AccountMailService,
    AccountService,
    AuthRateLimitGuard,
    EmailAddressService,
    JwtAuthGuard,
    JwtStrategy,
    KnownDevicesService,
    LockoutService,
    OwnershipGuard,
    ReauthenticationService,
    RegistrationService,
    RevocationSetService,
    SessionCookiesService,
    SessionsService,
  ],
})
export class AuthModule {}
