import { Injectable } from '@nestjs/common';
import { LOCK_KEYS } from '../database/lock-keys.js';
import { violatedUnique } from '../database/pg-errors.js';
import { Problem } from '../common/problem.js';
import type { Transaction } from '../database/transaction.js';
import { User } from './user.entity.js';
import { USER_ERRORS } from './users.errors.js';

export interface UserFilter {
  isActive?: boolean;
  isSuperuser?: boolean;
  search?: string;
}

/** After the account was locked, so that nobody logs in meanwhile: who did has a session, and who wrote has numbers. */
const REMOVE_UNUSED = `DELETE FROM users WHERE id = $1 AND email_verified_at IS NULL AND is_active AND NOT is_superuser
    AND created_at < $2
    AND NOT EXISTS (SELECT FROM sessions WHERE user_id = $1) AND NOT EXISTS (SELECT FROM tasks WHERE user_id = $1)
    AND NOT EXISTS (SELECT FROM task_sequences WHERE user_id = $1)
    AND NOT EXISTS (SELECT FROM mail_tokens WHERE user_id = $1 AND used_at IS NULL AND expires_at > now())
  RETURNING id`;

const FIND_UNVERIFIED = `SELECT id FROM users
  WHERE email_verified_at IS NULL AND is_active AND NOT is_superuser AND created_at < $1
    AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`;

/** Which account, and what must still be true of it. */
type CurrentUser = Pick<User, 'id'> & Partial<Pick<User, 'passwordHash' | 'isActive'>>;

@Injectable()
export class UsersRepository {
  /** The unique indexes decide between two at once. @throws Problem EMAIL_TAKEN or USERNAME_TAKEN. */
  async insert(tx: Transaction, user: User): Promise<void> {
    await tx.manager.insert(User, user).catch(demandUnique);
  }

  async find(tx: Transaction, userId: string): Promise<User | null> {
    return tx.manager.findOneBy(User, { id: userId });
  }

  /** By e-mail address or username, without regard to case. @param tx in the scope `identity`. */
  async findByLogin(tx: Transaction, login: string): Promise<User | null> {
    const column = login.includes('@') ? 'email' : 'username';
    return tx.manager
      .createQueryBuilder(User, 'u')
      .where(`lower(u.${column} COLLATE "C") = lower(:login COLLATE "C")`, { login })
      .getOne();
  }

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

  /**
   * Until the transaction ends nobody else opens a session for the account or changes who may. Not a lock on its row:
   * where the table is on every node of Citus, no login could have one while a node is away.
   */
  async lockAccess(tx: Transaction, userId: string): Promise<void> {
    await tx.query(`SELECT pg_advisory_xact_lock(${LOCK_KEYS.account}, hashtext($1))`, [userId]);
  }

  async lock(tx: Transaction, current: CurrentUser): Promise<User | null> {
    await this.lockAccess(tx, current.id);
    return tx.manager.findOne(User, { where: current, lock: { mode: 'for_no_key_update' } });
  }

  /** Until the transaction ends nobody else changes the account or inserts rows that refer to it. */
  async lockForRemoval(tx: Transaction, userId: string): Promise<User | null> {
    await this.lockAccess(tx, userId);
    return tx.manager.findOne(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
  }

  /** @returns false if the account is not as `current` says. @throws Problem EMAIL_TAKEN or USERNAME_TAKEN. */
  async update(tx: Transaction, current: CurrentUser, changes: Partial<User>): Promise<boolean> {
    const { affected } = await tx.manager.update(User, current, changes).catch(demandUnique);
    return affected === 1;
  }

  async exists(tx: Transaction, current: CurrentUser): Promise<boolean> {
    return tx.manager.existsBy(User, current);
  }

  /** Foreign keys cascade to all other rows of the user. */
  async remove(tx: Transaction, userId: string): Promise<void> {
    await tx.manager.delete(User, { id: userId });
  }

  /** Registered before then. @param tx in the scope `retention`. @param after the last one of the batch before, or null. */
  async findUnverified(tx: Transaction, before: Date, after: string | null, limit: number): Promise<{ id: string }[]> {
    return tx.query<{ id: string }>(FIND_UNVERIFIED, [before, after, limit]);
  }

  /** Call `lockForRemoval` first. @returns false if the address was proved, or anyone ever used the account. */
  async removeUnused(tx: Transaction, userId: string, before: Date): Promise<boolean> {
    return (await tx.query(REMOVE_UNUSED, [userId, before])).length > 0;
  }

  /** Up to two active superusers; a second caller waits until the transaction ends. @param tx of any user. */
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
