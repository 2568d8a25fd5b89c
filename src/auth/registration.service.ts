import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { DEFAULT_LOCALE, preferredLocale } from '../common/locales.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { newId } from '../common/uuid.js';
import { Database } from '../database/database.service.js';
import type { Answer } from '../idempotency/answer.js';
import { IdempotencyService } from '../idempotency/idempotency.service.js';
import type { IdempotentRequest, KeyedRequest } from '../idempotency/idempotent-request.js';
import { UserResponse } from '../users/dto/user-response.dto.js';
import { demandFreeUsername } from '../users/reserved-usernames.js';
import { type NewUser, UsersService } from '../users/users.service.js';
import type { RegisterDto } from './dto/register.dto.js';
import { PasswordHasherService } from './passwords/password-hasher.service.js';
import { PasswordPolicyService } from './passwords/password-policy.service.js';
import { EmailAddressService } from './recovery/email-address.service.js';

@Injectable()
export class RegistrationService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersService,
    private readonly hasher: PasswordHasherService,
    private readonly policy: PasswordPolicyService,
    private readonly addresses: EmailAddressService,
    private readonly audit: AuditService,
    private readonly idempotency: IdempotencyService,
  ) {}

  /**
   * The idempotency key is kept with the new account: with any other body a repeated request gets EMAIL_TAKEN.
   * @throws Problem USERNAME_RESERVED, WEAK_PASSWORD, EMAIL_TAKEN or USERNAME_TAKEN.
   */
  async register(
    dto: RegisterDto,
    acceptLanguage: string,
    origin: RequestOrigin,
    keyed?: KeyedRequest,
  ): Promise<Answer> {
    const once = this.idempotency.seal(keyed, dto);
    const locale = dto.locale ?? preferredLocale(acceptLanguage);
    return this.idempotency.recallOrRun(
      () => this.recall(dto, once),
      () => this.makeAccount({ ...dto, locale }, origin, once),
    );
  }

  /** Checks and hashes the password of a new account. @throws Problem WEAK_PASSWORD. */
  async prepareUser(dto: RegisterDto): Promise<NewUser> {
    const { email, username, full_name: fullName, time_zone: timeZone = null, locale = DEFAULT_LOCALE } = dto;
    this.policy.demandStrong(dto.password, '/password', { email, username, fullName });
    await this.policy.demandNotBreached(dto.password, '/password');
    const passwordHash = await this.hasher.hash(dto.password);
    return { id: newId(), email, username, fullName, timeZone, locale, passwordHash };
  }

  private async recall({ email, username }: RegisterDto, once?: IdempotentRequest): Promise<Answer | undefined> {
    if (once === undefined) return undefined;
    // Both, because either may have been changed since.
    for (const login of [email, username]) {
      // The same work without an account: the time must not tell whether there is one.
      const userId = (await this.users.findByLogin(login))?.id ?? newId();
      const answer = await this.idempotency.recallForStranger(userId, once);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  private async makeAccount(dto: RegisterDto, origin: RequestOrigin, once?: IdempotentRequest): Promise<Answer> {
    demandFreeUsername(dto.username);
    const fields = await this.prepareUser(dto);
    return this.database.asOwner(fields.id, async (tx) => {
      const user = await this.users.create(tx, fields);
      return this.idempotency.run(tx, user.id, once, async () => {
        await this.audit.record(tx, { event: 'user.registered', userId: user.id, origin });
        await this.addresses.requestProof(tx, user);
        return { status: 201, headers: {}, body: JSON.stringify(UserResponse.from(user)) };
      });
    });
  }
}
