import { Injectable } from '@nestjs/common';
import { Problem } from '../common/problem.js';
import { Database } from '../database/database.service.js';
import type { Transaction } from '../database/transaction.js';
import { keepASuperuser } from '../users/last-superuser.js';
import { User } from '../users/user.entity.js';
import { ADMIN_ERRORS } from './admin.errors.js';

/** What to look for; what is absent matches everything. */
export interface AccountFilter {
  isActive?: boolean;
  isSuperuser?: boolean;
  /** Part of the e-mail address, the username or the full name, in any case. */
  search?: string;
}

/** What a superuser changes of an account. */
export interface AccountChanges {
  isActive?: boolean;
  isSuperuser?: boolean;
  emailVerifiedAt?: Date;
}

/** What else belongs to a change, in the same transaction. */
type Alongside = (tx: Transaction) => Promise<void>;

/** Everyone's accounts, for superusers: a list in the scope that finds accounts and sees no tasks, one in its own. */
@Injectable()
export class AccountsRepository {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list(filter: AccountFilter, skip: number, limit: number): Promise<{ users: User[]; total: number }> {
    return this.database.asIdentity(async (tx) => {
      const query = tx.manager.createQueryBuilder(User, 'u').orderBy('u.id', 'DESC');
      if (filter.isActive !== undefined) query.andWhere('u.isActive = :isActive', { isActive: filter.isActive });
      if (filter.isSuperuser !== undefined)
        query.andWhere('u.isSuperuser = :isSuperuser', { isSuperuser: filter.isSuperuser });
      if (filter.search !== undefined) {
        const pattern = `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
        query.andWhere('(u.email ILIKE :pattern OR u.username ILIKE :pattern OR u.fullName ILIKE :pattern)', {
          pattern,
        });
      }
      const [users, total] = await query.skip(skip).take(limit).getManyAndCount();
      return { users, total };
    });
  }

  async get(userId: string): Promise<User | null> {
    return this.database.asOwner(userId, (tx) => tx.manager.findOneBy(User, { id: userId }));
  }

  /** @throws Problem USER_NOT_FOUND, or LAST_SUPERUSER. */
  async update(userId: string, changes: AccountChanges, at: Date, alongside: Alongside): Promise<User> {
    return this.database.asOwner(userId, async (tx) => {
      if (changes.isActive === false || changes.isSuperuser === false) await keepASuperuser(tx, userId);
      const { affected } = await tx.manager.update(User, { id: userId }, { ...changes, updatedAt: at });
      if (affected !== 1) throw new Problem(ADMIN_ERRORS.USER_NOT_FOUND);
      await alongside(tx);
      return tx.manager.findOneByOrFail(User, { id: userId });
    });
  }

  /** @throws Problem USER_NOT_FOUND. */
  async unlock(userId: string, alongside: Alongside): Promise<void> {
    await this.database.asOwner(userId, async (tx) => {
      if (!(await tx.manager.existsBy(User, { id: userId }))) throw new Problem(ADMIN_ERRORS.USER_NOT_FOUND);
      await alongside(tx);
    });
  }

  /** Removes an account and all that is its. @throws Problem USER_NOT_FOUND, or LAST_SUPERUSER. */
  async remove(userId: string, alongside: Alongside): Promise<void> {
    await this.database.asOwner(userId, async (tx) => {
      await keepASuperuser(tx, userId);
      // From here on nobody opens a session for this user: that takes a lock on the same row.
      const rows = await tx.query('SELECT id FROM users WHERE id = $1 FOR UPDATE', [userId]);
      if (rows.length === 0) throw new Problem(ADMIN_ERRORS.USER_NOT_FOUND);
      await alongside(tx);
      await tx.query('DELETE FROM users WHERE id = $1', [userId]);
    });
  }
}
