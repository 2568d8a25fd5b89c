import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

/** About 150 bytes each. One that was forgotten is recorded again, which changes nothing. */
const REMEMBERED_USES = 10_000;

interface IssuedGeneration {
  userId: string;
  sessionId: string;
  generation: number;
}

/** Records the first use of an access token of each generation: from then on the refresh token before it is spent. */
@Injectable()
export class GenerationUseService {
  private readonly recorded = new Set<string>();
  private readonly pending = new Map<string, Map<number, Promise<void>>>();

  constructor(
    private readonly database: Database,
    private readonly repository: SessionsRepository,
    private readonly sessions: SessionsService,
  ) {}

  /** True for the first generation too: it has no parent. */
  isRecorded(sessionId: string, generation: number): boolean {
    return generation === 1 || this.recorded.has(keyOf(sessionId, generation));
  }

  /** The request does not wait for the write. If it fails, the next request with the token tries again. */
  record(issued: IssuedGeneration): void {
    const { sessionId, generation } = issued;
    const ofSession = this.pending.get(sessionId) ?? new Map<number, Promise<void>>();
    if (ofSession.has(generation)) return;
    const work = this.write(issued)
      .catch(() => {})
      .finally(() => {
        ofSession.delete(generation);
        if (ofSession.size === 0) this.pending.delete(sessionId);
      });
    this.pending.set(sessionId, ofSession.set(generation, work));
  }

  /** Resolves when this instance has written all uses of the session that it has seen up to now. */
  async waitForPending(sessionId: string): Promise<void> {
    await Promise.all([...(this.pending.get(sessionId)?.values() ?? [])]);
  }

  /** The row lock orders a use and a late refresh with the parent; the second of them is reuse either way. */
  private async write({ userId, sessionId, generation }: IssuedGeneration): Promise<void> {
    await this.database.asOwner(userId, async (tx) => {
      const isVoid = await this.repository.recordUse(tx, userId, sessionId, generation);
      if (isVoid) await this.sessions.end(tx, userId, [sessionId], 'reuse');
    });
    if (this.recorded.size >= REMEMBERED_USES) this.recorded.delete(this.recorded.values().next().value!);
    this.recorded.add(keyOf(sessionId, generation));
  }
}

const keyOf = (sessionId: string, generation: number) => `${sessionId}.${generation}`;
