import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';

/**
 * What the instances tell one another of ended sessions. It reads across users by its purpose, in a scope of its own
 * that shows it nothing else.
 */
@Injectable()
export class RevocationsRepository {
  constructor(private readonly database: Database) {}

  /** The ids of the sessions that ended within the last `seconds`, by the server's clock. */
  async endedWithin(seconds: number): Promise<string[]> {
    const rows = await this.database.asJob('session_revocations', (tx) =>
      tx.query<{ session_id: string }>(
        'SELECT session_id FROM session_revocations WHERE revoked_at > now() - make_interval(secs => $1)',
        [seconds],
      ),
    );
    return rows.map((row) => row.session_id);
  }

  /** Deletes what ended more than `seconds` ago. */
  async purge(seconds: number): Promise<void> {
    await this.database.asJob('session_revocations', (tx) =>
      tx.query('DELETE FROM session_revocations WHERE revoked_at < now() - make_interval(secs => $1)', [seconds]),
    );
  }
}
