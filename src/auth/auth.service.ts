import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { newId } from '../common/uuid.js';
import type { Answer } from '../idempotency/answer.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import type { IdempotentRequest, KeyedRequest } from '../idempotency/idempotent-request.js';
import { UserResponse } from '../users/dto/user-response.dto.js';
import { demandFreeUsername } from '../users/reserved-usernames.js';
import type { User } from '../users/user.entity.js';
import { UsersService } from '../users/users.service.js';
import { CredentialsService } from './passwords/credentials.service.js';
import type { CredentialsDto } from './dto/login.dto.js';
import type { RegisterDto } from './dto/register.dto.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { PasswordPolicyService } from './passwords/password-policy.service.js';
import { EmailAddressService } from './recovery/email-address.service.js';
import { KnownDevices } from './passwords/known-devices.service.js';
import type { Session } from './sessions/session.entity.js';
import { SessionsService } from './sessions/sessions.service.js';

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
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * Makes an account. The idempotency key is kept with the account that was made under it, so that a repeated request finds
   * it there; anyone who does not know the whole body is told that the address is taken, as without a key.
   *
   * @throws Problem USERNAME_RESERVED, WEAK_PASSWORD, EMAIL_TAKEN or USERNAME_TAKEN.
   */
  async register(dto: RegisterDto, origin: RequestOrigin, keyed?: KeyedRequest): Promise<Answer> {
    const once = this.idempotency.seal(keyed, dto);
    return this.idempotency.unlessDone(
      () => this.recall(dto, once),
      () => this.makeAccount(dto, origin, once),
    );
  }

  private async recall({ email, username }: RegisterDto, once?: IdempotentRequest): Promise<Answer | undefined> {
    if (once === undefined) return undefined;
    // Both, because either may have been changed since.
    for (const login of [email, username]) {
      // The same work whether there is such an account or not: the time tells nothing.
      const userId = (await this.users.findByLogin(login))?.id ?? newId();
      const answer = await this.idempotency.recallForStranger(userId, once);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  private async makeAccount(dto: RegisterDto, origin: RequestOrigin, once?: IdempotentRequest): Promise<Answer> {
    demandFreeUsername(dto.username);
    const person = { email: dto.email, username: dto.username, fullName: dto.full_name };
    this.policy.demandStrong(dto.password, '/password', person);
    await this.policy.demandNotBreached(dto.password, '/password');
    const passwordHash = await this.hasher.hash(dto.password);
    const user = await this.users.create({ ...person, passwordHash }, async (tx, made) => {
      await this.idempotency.run(tx, made.id, once, async () => {
        await this.audit.record({ event: 'user.registered', userId: made.id, origin }, tx);
        await this.addresses.greet(tx, made);
        return accountAnswer(made);
      });
    });
    return accountAnswer(user);
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

/** The answer to a registration. */
function accountAnswer(user: User): Answer {
  return { status: 201, headers: {}, body: JSON.stringify(UserResponse.from(user)) };
}
