import { Injectable } from '@nestjs/common';
import { LOCK_KEYS } from '../database/lock-keys.js';
import { violatedUnique } from '../database/pg-errors.js';
import { Problem } from '../common/problem.js';
import type { Transaction } from '../database/transaction.js';
import { User } from './user.entity.js';
import { USER_ERRORS } from './users.errors.js';

/** What to look for; what is absent matches everything. */
export interface UserFilter {
  isActive?: boolean;
  isSuperuser?: boolean;
  /** Part of the e-mail address, the username or the full name, in any case. */
  search?: string;
}

/** Which account, and what must be true of it. */
type CurrentUser = Pick<User, 'id'> & Partial<Pick<User, 'passwordHash' | 'isActive'>>;

/** The only reader and writer of the table `users`. */
@Injectable()
export class UsersRepository {
  /** @throws Problem EMAIL_TAKEN or USERNAME_TAKEN: the unique index decides, so that of two at once one wins. */
  async insert(tx: Transaction, user: User): Promise<void> {
    await tx.manager.insert(User, user).catch(demandUnique);
  }

  async find(tx: Transaction, userId: string): Promise<User | null> {
    return tx.manager.findOneBy(User, { id: userId });
  }

  /** The account with this e-mail address (what has an `@`) or username, by normal form. @param tx looks for accounts. */
  async findByLogin(tx: Transaction, login: string): Promise<User | null> {
    const column = login.includes('@') ? 'email' : 'username';
    return tx.manager
      .createQueryBuilder(User, 'u')
      .where(`lower(u.${column} COLLATE "C") = lower(:login COLLATE "C")`, { login })
      .getOne();
  }

  /** Newest first. @param tx looks for accounts. */
  async list(
    tx: Transaction,
    { isActive, isSuperuser, search }: UserFilter,
    skip: number,
    limit: number,
  ): Promise<{ users: User[]; total: number }> {
    const query = tx.manager.createQueryBuilder(User, 'u').orderBy('u.id', 'DESC');
    if (isActive !== undefined) query.andWhere('u.isActive = :isActive', { isActive });
    if (isSuperuser !== undefined) query.andWhere('u.isSuperuser = :isSuperuser', { isSuperuser });
    if (search !== undefined) {
      const pattern = `%${search.replace(/[\\%_]/g, '\\$&')}%`;
      query.andWhere('(u.email ILIKE :pattern OR u.username ILIKE :pattern OR u.fullName ILIKE :pattern)', { pattern });
    }
    const [users, total] = await query.skip(skip).take(limit).getManyAndCount();
    return { users, total };
  }

  /** The account, if it is as `current` says; nobody else changes it until the transaction ends. */
  async lock(tx: Transaction, current: CurrentUser): Promise<User | null> {
    return tx.manager.findOne(User, { where: current, lock: { mode: 'for_no_key_update' } });
  }

  /** The account, which nobody else changes or refers to until the transaction ends. */
  async lockForRemoval(tx: Transaction, userId: string): Promise<User | null> {
    return tx.manager.findOne(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
  }

  /**
   * Changes the account, if it is as `current` says.
   *
   * @returns whether it was.
   * @throws Problem EMAIL_TAKEN or USERNAME_TAKEN.
   */
  async update(tx: Transaction, current: CurrentUser, changes: Partial<User>): Promise<boolean> {
    const { affected } = await tx.manager.update(User, current, changes).catch(demandUnique);
    return affected === 1;
  }

  /** Whether the account is as `current` says. */
  async exists(tx: Transaction, current: CurrentUser): Promise<boolean> {
    return tx.manager.existsBy(User, current);
  }

  /** The schema removes what refers to it. */
  async remove(tx: Transaction, userId: string): Promise<void> {
    await tx.manager.delete(User, { id: userId });
  }

  /**
   * Up to two superusers that are active. Until the transaction ends nobody else asks.
   *
   * @param tx of any user; it sees the others for this one question, and cannot change them.
   */
  async findSuperusers(tx: Transaction): Promise<User[]> {
    await tx.query(`SELECT pg_advisory_xact_lock(${LOCK_KEYS.lastSuperuser})`);
    await tx.query(`SET LOCAL app.scope = 'identity'`);
    const superusers = await tx.manager.find(User, { where: { isSuperuser: true, isActive: true }, take: 2 });
    await tx.query(`SET LOCAL app.scope = ''`);
    return superusers;
  }
}

function demandUnique(error: unknown): never {
  const constraint = violatedUnique(error);
  if (constraint === 'uq_users_email') throw new Problem(USER_ERRORS.EMAIL_TAKEN);
  if (constraint === 'uq_users_username') throw new Problem(USER_ERRORS.USERNAME_TAKEN);
  throw error;
}
