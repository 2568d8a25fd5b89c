import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { User } from './user.entity.js';

/** Failures until an account is locked, each time. */
export const FAILURES_TO_LOCK = 5;

/** What an attempt finds: the account, if the name is somebody's, and whether its password may be tried. */
export interface Attempt {
  user: User | null;
  reserved: boolean;
}

/** Counts failed logins on the account itself. */
@Injectable()
export class LoginAttemptsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Counts a failure in advance, unless the account is locked or disabled: a guess that has not been counted is never
   * evaluated, however many come at once and whatever becomes of the process. The fifth locks for 15 minutes, and
   * every fifth after it for twice as long, up to a day. An unknown name costs the same statements.
   */
  async reserve(login: string, at: Date): Promise<Attempt> {
    const column = login.includes('@') ? 'email' : 'username';
    return this.database.asIdentity(async (tx) => {
      // Not waiting for the disk here makes known and unknown names cost the same. The audit of the failure is
      // written after this and does wait, so whoever gets an answer has been counted for good.
      await tx.query('SET LOCAL synchronous_commit = off');
      const user = await tx.manager
        .createQueryBuilder(User, 'u')
        .where(`lower(u.${column} COLLATE "C") = lower(:login COLLATE "C")`, { login })
        .getOne();
      const rows = await tx.query(
        `UPDATE users SET
           failed_login_count = failed_login_count + 1,
           locked_until = CASE WHEN (failed_login_count + 1) % ${FAILURES_TO_LOCK} = 0
             THEN $2::timestamptz + least(interval '1 day',
               interval '15 minutes' * power(2, least((failed_login_count + 1) / ${FAILURES_TO_LOCK} - 1, 7)))
             ELSE locked_until END
         WHERE id = $1 AND is_active AND (locked_until IS NULL OR locked_until <= $2) RETURNING id`,
        [user?.id ?? null, at],
      );
      return { user, reserved: rows.length > 0 };
    });
  }

  /**
   * Forgets the failures: the password was right. Takes a better hash with it if there is one.
   *
   * @returns false if the account was disabled or got another password meanwhile.
   */
  async clear(userId: string, oldHash: string, newHash: string): Promise<boolean> {
    const rows = await this.database.asOwner(userId, (tx) =>
      tx.query(
        `UPDATE users SET failed_login_count = 0, locked_until = NULL, password_hash = $3
         WHERE id = $1 AND is_active AND password_hash = $2 RETURNING id`,
        [userId, oldHash, newHash],
      ),
    );
    return rows.length > 0;
  }
}
