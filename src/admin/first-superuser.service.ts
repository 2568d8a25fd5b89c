import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { PasswordHasher } from '../auth/passwords/password-hasher.js';
import { PasswordPolicyService } from '../auth/passwords/password-policy.service.js';
import { RegisterDto } from '../auth/dto/register.dto.js';
import { ValidationPipe } from '../common/validation.pipe.js';
import { UsersService } from '../users/users.service.js';
import { AccountsRepository } from './accounts.repository.js';

/** Makes a superuser from the command line, where there is none yet who could. */
@Injectable()
export class FirstSuperuser {
  constructor(
    private readonly users: UsersService,
    private readonly accounts: AccountsRepository,
    private readonly hasher: PasswordHasher,
    private readonly policy: PasswordPolicyService,
    private readonly audit: AuditService,
  ) {}

  /**
   * @param fields what someone typed; held against the rules of a registration.
   * @returns the new superuser's id.
   * @throws Problem VALIDATION_FAILED, WEAK_PASSWORD, EMAIL_TAKEN or USERNAME_TAKEN.
   */
  async create(fields: { email: string; username: string; full_name: string; password: string }): Promise<string> {
    const dto = new ValidationPipe().transform(fields, { type: 'body', metatype: RegisterDto }) as RegisterDto;
    const person = { email: dto.email, username: dto.username, fullName: dto.full_name };
    this.policy.demandStrong(dto.password, '/password', person);
    await this.policy.demandNotBreached(dto.password, '/password');
    const passwordHash = await this.hasher.hash(dto.password);
    const { id, createdAt } = await this.users.create({ ...person, passwordHash }, (tx, user) =>
      this.audit.record({ event: 'user.registered', userId: user.id, detail: { by: 'command line' } }, tx),
    );
    // Whoever runs this command has the database in hand: the address needs no further proof.
    const changes = { isSuperuser: true, emailVerifiedAt: createdAt };
    await this.accounts.update(id, changes, createdAt, (tx) =>
      this.audit.record({ event: 'user.promoted', userId: id, detail: { by: 'command line' } }, tx),
    );
    return id;
  }
}
