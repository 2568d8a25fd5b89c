import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { Session } from './session.entity.js';

/** Sessions, always of one user. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  async insert(userId: string, session: Session): Promise<void> {
    await this.database.asOwner(userId, async (tx) => {
      await tx.manager.insert(Session, { ...session, userId });
    });
  }
}
