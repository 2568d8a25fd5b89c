import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { RegisterDto } from '../auth/dto/register.dto.js';
import { RegistrationService } from '../auth/registration.service.js';
import { validated } from '../common/request-validation.pipe.js';
import { Database } from '../database/database.service.js';
import { UsersService } from '../users/users.service.js';

/** Makes a superuser from the command line: the first one has nobody to promote them. */
@Injectable()
export class FirstSuperuserService {
  constructor(
    private readonly database: Database,
    private readonly registration: RegistrationService,
    private readonly users: UsersService,
    private readonly audit: AuditService,
  ) {}

  /** @returns the id of the user. @throws Problem VALIDATION_FAILED, WEAK_PASSWORD, EMAIL_TAKEN or USERNAME_TAKEN. */
  async create(fields: { email: string; username: string; full_name: string; password: string }): Promise<string> {
    const newUser = await this.registration.prepareUser(validated(RegisterDto, fields));
    const { id: userId } = newUser;
    const detail = { by: 'command line' };
    await this.database.asOwner(userId, async (tx) => {
      const { createdAt } = await this.users.create(tx, newUser);
      await this.audit.record(tx, { event: 'user.registered', userId, detail });
      // Anyone who runs this command has access to the database: the address needs no proof.
      await this.users.update(tx, userId, { isSuperuser: true, emailVerifiedAt: createdAt });
      await this.audit.record(tx, { event: 'user.promoted', userId, detail });
    });
    return userId;
  }
}
