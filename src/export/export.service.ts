import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import { Clock } from '../common/clock.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { TaskExportService } from '../tasks/task-export.service.js';
import { UserResponse } from '../users/dto/user-response.dto.js';
import { UsersService } from '../users/users.service.js';
import type { ExportResponse } from './dto/export-response.dto.js';

/** The parts that may be long come in batches. */
type Lists = {
  [Name in keyof ExportResponse as ExportResponse[Name] extends object[] ? Name : never]: AsyncIterable<
    ExportResponse[Name]
  >;
};

@Injectable()
export class ExportService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly tasks: TaskExportService,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** One JSON document in pieces. @throws Problem UNAUTHENTICATED if the account is gone. Later pieces may throw. */
  async export(userId: string, origin: RequestOrigin): Promise<AsyncIterable<string>> {
    const head = {
      exported_at: this.clock.date().toISOString(),
      user: UserResponse.from(await this.users.get(userId)),
    };
    await this.audit.recordApart({ event: 'user.exported', userId, actorId: userId, origin });
    // Each batch has a transaction of its own: what is written meanwhile may be missing.
    return streamJson(head, { sessions: this.sessions.export(userId), tasks: this.tasks.all(userId) });
  }
}

async function* streamJson(head: Omit<ExportResponse, keyof Lists>, lists: Lists): AsyncGenerator<string> {
  yield JSON.stringify(head).slice(0, -1);
  for (const [name, batches] of Object.entries<AsyncIterable<object[]>>(lists)) {
    let lead = `,"${name}":[`;
    for await (const batch of batches) {
      yield lead + JSON.stringify(batch).slice(1, -1);
      lead = ',';
    }
    yield lead === ',' ? ']' : `${lead}]`;
  }
  yield '}';
}
