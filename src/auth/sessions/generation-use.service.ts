import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

/** Some 150 bytes each. One that was forgotten is written down again, which changes nothing. */
const REMEMBERED_USES = 10_000;

/** The generation of a session that an access token was issued with. */
interface IssuedGeneration {
  userId: string;
  sessionId: string;
  generation: number;
}

/**
 * Knows which generations of sessions are in use: the first request with an access token of one is its use. From then
 * on its parent is spent. Costs one write a rotation, beside the request and not in its way.
 */
@Injectable()
export class GenerationUseService {
  private readonly noted = new Set<string>();
  private readonly pending = new Map<string, Map<number, Promise<void>>>();

  constructor(
    private readonly database: Database,
    private readonly repository: SessionsRepository,
    private readonly sessions: SessionsService,
  ) {}

  /** Whether nothing has to be written down of this generation any more. The first one has no parent that it could spend. */
  isNoted(sessionId: string, generation: number): boolean {
    return generation === 1 || this.noted.has(keyOf(sessionId, generation));
  }

  /** Begins to write down that this generation is in use. Where that fails, the next request with the token tries again. */
  note(issued: IssuedGeneration): void {
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

  /** Resolves when this instance has written down all uses of the session that it has seen up to now. */
  async settled(sessionId: string): Promise<void> {
    await Promise.all([...(this.pending.get(sessionId)?.values() ?? [])]);
  }

  /** Of a use and a late refresh with the parent the row lock makes one the first; either way the second one is reuse. */
  private async write({ userId, sessionId, generation }: IssuedGeneration): Promise<void> {
    await this.database.asOwner(userId, async (tx) => {
      const isVoid = await this.repository.noteUse(tx, userId, sessionId, generation);
      if (isVoid) await this.sessions.end(tx, userId, [sessionId], 'reuse');
    });
    if (this.noted.size >= REMEMBERED_USES) this.noted.delete(this.noted.values().next().value!);
    this.noted.add(keyOf(sessionId, generation));
  }
}

const keyOf = (sessionId: string, generation: number) => `${sessionId}.${generation}`;
