import { Injectable } from '@nestjs/common';
import { Problem } from '../common/problem.js';
import { Database } from '../database/database.service.js';
import { violatedUnique } from '../database/pg-errors.js';
import { User } from './user.entity.js';
import { USER_ERRORS } from './users.errors.js';

/** Reads and writes accounts. Only what happens before anyone is logged in looks beyond the caller's own row. */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** @throws Problem EMAIL_TAKEN or USERNAME_TAKEN: the unique index decides, so that of two at once one wins. */
  async insert(user: User): Promise<void> {
    await this.database.asIdentity(async (tx) => {
      await tx.manager.insert(User, user).catch(takenOr);
    });
  }

  /** The account with this e-mail address (what has an `@`) or username, by normal form. */
  async findByLogin(login: string): Promise<User | null> {
    const column = login.includes('@') ? 'email' : 'username';
    return this.database.asIdentity((tx) =>
      tx.manager
        .createQueryBuilder(User, 'u')
        .where(`lower(u.${column} COLLATE "C") = lower(:login COLLATE "C")`, { login })
        .getOne(),
    );
  }

  async get(userId: string): Promise<User | null> {
    return this.database.asOwner(userId, (tx) => tx.manager.findOneBy(User, { id: userId }));
  }

  /** @returns the account as it is afterwards, or null if there is none. */
  async update(userId: string, changes: Partial<Pick<User, 'username' | 'fullName'>>, at: Date): Promise<User | null> {
    return this.database.asOwner(userId, async (tx) => {
      await tx.manager.update(User, { id: userId }, { ...changes, updatedAt: at }).catch(takenOr);
      return tx.manager.findOneBy(User, { id: userId });
    });
  }
}

function takenOr(error: unknown): never {
  const constraint = violatedUnique(error);
  if (constraint === 'uq_users_email') throw new Problem(USER_ERRORS.EMAIL_TAKEN);
  if (constraint === 'uq_users_username') throw new Problem(USER_ERRORS.USERNAME_TAKEN);
  throw error;
}
