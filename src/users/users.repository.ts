import { Injectable } from '@nestjs/common';
import { Problem } from '../common/problem.js';
import { Database } from '../database/database.service.js';
import { violatedUnique } from '../database/pg-errors.js';
import type { Transaction } from '../database/transaction.js';
import { keepASuperuser } from './last-superuser.js';
import { User } from './user.entity.js';
import { USER_ERRORS } from './users.errors.js';

/** What another feature does in the same transaction. */
export type Alongside = (tx: Transaction) => Promise<void>;

/** Reads and writes accounts. Only what happens before anyone is logged in looks beyond the caller's own row. */
@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /** @throws Problem EMAIL_TAKEN or USERNAME_TAKEN: the unique index decides, so that of two at once one wins. */
  async insert(user: User, alongside: Alongside): Promise<void> {
    await this.database.asOwner(user.id, async (tx) => {
      await tx.manager.insert(User, user).catch(takenOr);
      await alongside(tx);
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

  /** Sets another password if the old one is still the same. @returns false if there is no such account with that hash. */
  async replacePassword(tx: Transaction, userId: string, old: string, next: string, at: Date): Promise<boolean> {
    const { affected } = await tx.manager.update(
      User,
      { id: userId, passwordHash: old },
      { passwordHash: next, updatedAt: at },
    );
    return affected === 1;
  }

  /** Reads, and writes only where there is a better hash. @returns whether the account is active and has that hash. */
  async confirmPassword(userId: string, oldHash: string, betterHash?: string): Promise<boolean> {
    return this.database.asOwner(userId, async (tx) => {
      const current = { id: userId, isActive: true, passwordHash: oldHash };
      if (betterHash === undefined) return tx.manager.existsBy(User, current);
      const { affected } = await tx.manager.update(User, current, { passwordHash: betterHash });
      return affected === 1;
    });
  }

  /** Removes the account; the schema removes what refers to it. @param beforehand what has to be done first, in the same transaction. */
  async remove(userId: string, beforehand: Alongside): Promise<void> {
    await this.database.asOwner(userId, async (tx) => {
      await keepASuperuser(tx, userId);
      // From here on nobody opens a session for this user: that takes a lock on the same row.
      await tx.query('SELECT id FROM users WHERE id = $1 FOR UPDATE', [userId]);
      await beforehand(tx);
      await tx.query('DELETE FROM users WHERE id = $1', [userId]);
    });
  }

  /** The account, which nobody else changes until the transaction ends. */
  async lock(tx: Transaction, userId: string): Promise<User | null> {
    return tx.manager.findOne(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
  }

  /** @returns the account as it is afterwards, or null if there is none. */
  async update(
    tx: Transaction,
    userId: string,
    changes: Partial<Pick<User, 'fullName'>>,
    at: Date,
  ): Promise<User | null> {
    await tx.manager.update(User, { id: userId }, { ...changes, updatedAt: at });
    return tx.manager.findOneBy(User, { id: userId });
  }

  /** @returns the account as it is afterwards, or null if there is none with this hash. @throws Problem USERNAME_TAKEN. */
  async rename(
    tx: Transaction,
    userId: string,
    passwordHash: string,
    changes: Partial<Pick<User, 'username' | 'fullName'>>,
    at: Date,
  ): Promise<User | null> {
    const { affected } = await tx.manager
      .update(User, { id: userId, passwordHash, isActive: true }, { ...changes, updatedAt: at })
      .catch(takenOr);
    return affected === 1 ? tx.manager.findOneBy(User, { id: userId }) : null;
  }

  /** Whether the account is active and has this hash; it can get no other until the transaction ends. */
  async hasPassword(tx: Transaction, userId: string, passwordHash: string): Promise<boolean> {
    const rows = await tx.query('SELECT FROM users WHERE id = $1 AND password_hash = $2 AND is_active FOR SHARE', [
      userId,
      passwordHash,
    ]);
    return rows.length > 0;
  }
}

function takenOr(error: unknown): never {
  const constraint = violatedUnique(error);
  if (constraint === 'uq_users_email') throw new Problem(USER_ERRORS.EMAIL_TAKEN);
  if (constraint === 'uq_users_username') throw new Problem(USER_ERRORS.USERNAME_TAKEN);
  throw error;
}
