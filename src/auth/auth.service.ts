import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Problem } from '../common/problem.js';
import type { RequestOrigin } from '../common/request-origin.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { AUTH_ERRORS } from './auth.errors.js';
import { CredentialsService } from './credentials.service.js';
import type { LoginDto } from './dto/login.dto.js';
import type { RegisterDto } from './dto/register.dto.js';
import { PasswordHasher } from './password-hasher.js';
import { passwordFaults } from './password.policy.js';
import { EmailAddressService } from './email-address.service.js';
import { KnownDevices } from './passwords/known-devices.service.js';
import type { Session } from './session.entity.js';
import { SessionsService } from './sessions.service.js';

/** Registration and login. */
@Injectable()
export class AuthService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly hasher: PasswordHasher,
    private readonly credentials: CredentialsService,
    private readonly devices: KnownDevices,
    private readonly addresses: EmailAddressService,
    private readonly audit: AuditService,
  ) {}

  /** @throws Problem WEAK_PASSWORD, EMAIL_TAKEN or USERNAME_TAKEN. */
  async register(dto: RegisterDto, origin: RequestOrigin): Promise<User> {
    const errors = passwordFaults(dto.password, '/password');
    if (errors.length > 0) throw new Problem(AUTH_ERRORS.WEAK_PASSWORD, { errors });
    const passwordHash = await this.hasher.hash(dto.password);
    const fields = { email: dto.email, username: dto.username, fullName: dto.full_name, passwordHash };
    return this.users.create(fields, async (tx, user) => {
      await this.audit.record({ event: 'user.registered', userId: user.id, origin }, tx);
      await this.addresses.greet(tx, user);
    });
  }

  /**
   * Opens a session.
   *
   * @param knownDevice the device, if the account was logged in to on it before.
   * @returns the session, and the token by which the device is known next time.
   * @throws Problem INVALID_CREDENTIALS, the same for any reason to refuse; EMAIL_NOT_VERIFIED.
   */
  async login(
    dto: LoginDto,
    origin: RequestOrigin,
    knownDevice?: string,
  ): Promise<{ session: Session; deviceToken: string }> {
    const user = await this.credentials.check(dto.username, dto.password, origin, knownDevice);
    await this.addresses.demandProof(user);
    const session = await this.sessions.open(user, origin);
    return { session, deviceToken: this.devices.remember(user) };
  }
}
