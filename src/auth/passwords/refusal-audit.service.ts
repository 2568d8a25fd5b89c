import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { UsersService } from '../../users/users.service.js';

export type RefusedEvent = 'login.failed' | 'password.reset_requested';

/** Call it once in each window: a flood must not flood the audit. */
@Injectable()
export class RefusalAuditService {
  constructor(
    private readonly users: UsersService,
    private readonly audit: AuditService,
  ) {}

  async record(event: RefusedEvent, login: string, origin: RequestOrigin, reason: string): Promise<void> {
    const user = await this.users.findByLogin(login);
    await this.audit.recordApart({ event, outcome: 'failure', userId: user?.id, origin, detail: { reason } });
  }
}
