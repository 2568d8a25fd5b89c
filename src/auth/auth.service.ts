import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { demandFreeUsername } from '../users/reserved-usernames.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { CredentialsService } from './credentials.service.js';
import type { CredentialsDto } from './dto/login.dto.js';
import type { RegisterDto } from './dto/register.dto.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordPolicyService } from './passwords/password-policy.service.js';
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
    private readonly policy: PasswordPolicyService,
    private readonly credentials: CredentialsService,
    private readonly devices: KnownDevices,
    private readonly addresses: EmailAddressService,
    private readonly audit: AuditService,
  ) {}

  /** @throws Problem USERNAME_RESERVED, WEAK_PASSWORD, EMAIL_TAKEN or USERNAME_TAKEN. */
  async register(dto: RegisterDto, origin: RequestOrigin): Promise<User> {
    demandFreeUsername(dto.username);
    const person = { email: dto.email, username: dto.username, fullName: dto.full_name };
    this.policy.demandStrong(dto.password, '/password', person);
    await this.policy.demandNotBreached(dto.password, '/password');
    const passwordHash = await this.hasher.hash(dto.password);
    return this.users.create({ ...person, passwordHash }, async (tx, user) => {
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
    dto: CredentialsDto,
    origin: RequestOrigin,
    knownDevice?: string,
  ): Promise<{ session: Session; deviceToken: string }> {
    const user = await this.credentials.check(dto.username, dto.password, origin, knownDevice);
    await this.addresses.demandProof(user);
    const session = await this.sessions.open(user, origin);
    return { session, deviceToken: this.devices.remember(user) };
  }
}
