import { Injectable } from '@nestjs/common';
import { inBatches } from '../../common/batches.js';
import { ExportedSession } from '../dto/exported-session.dto.js';
import { SessionsRepository } from './sessions.repository.js';

/** A user's sessions for the export of all that is theirs. */
@Injectable()
export class SessionExportService {
  constructor(private readonly sessions: SessionsRepository) {}

  async *all(userId: string): AsyncGenerator<ExportedSession[]> {
    for await (const batch of inBatches((after, limit) => this.sessions.after(userId, after, limit))) {
      yield batch.map((session) => ExportedSession.of(session));
    }
  }
}
