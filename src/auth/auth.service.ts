import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { demandFreeUsername } from '../users/reserved-usernames.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { CredentialsService } from './credentials.service.js';
import type { LoginDto } from './dto/login.dto.js';
import type { RegisterDto } from './dto/register.dto.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordPolicyService } from './passwords/password-policy.service.js';
import { EmailAddressService } from './email-address.service.js';
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
   * @throws Problem INVALID_CREDENTIALS, the same for any reason to refuse; EMAIL_NOT_VERIFIED.
   */
  async login(dto: LoginDto, origin: RequestOrigin): Promise<Session> {
    const user = await this.credentials.check(dto.username, dto.password, origin);
    await this.addresses.demandProof(user);
    return this.sessions.open(user, origin);
  }
}
