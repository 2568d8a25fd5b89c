import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { violatedUnique } from '../../database/pg-errors.js';
import { Problem } from '../../common/problem.js';
import type { Transaction } from '../../database/transaction.js';
import { USER_ERRORS } from '../../users/users.errors.js';
import type { MailTokenPurpose, MailTokenSubject } from '../tokens/mail-token.js';

/** A link about to be mailed. */
export interface NewMailToken extends MailTokenSubject {
  purpose: MailTokenPurpose;
  email: string;
  requestedAt: Date;
  expiresAt: Date;
}

/** Whose link is used. */
export interface LinkUser {
  email: string;
  username: string;
  /** Whether the address was proven. */
  verified: boolean;
}

/** What else happens in the transaction in which a link is used. `proven` is the address that it went to. */
export type Alongside = (tx: Transaction, user: LinkUser, proven: string) => Promise<void>;

/** Mailed links, and the changes to the account that using one makes: in one transaction, so that each is used once. */
@Injectable()
export class MailTokensRepository {
  constructor(private readonly database: Database) {}

  /** Takes the place of an older link. @returns false if there is a newer one, or if this very one was used already. */
  async replace(
    userId: string,
    { purpose, id, email, requestedAt, expiresAt }: NewMailToken,
    alongside: (tx: Transaction) => Promise<void>,
  ): Promise<boolean> {
    return this.database.asOwner(userId, async (tx) => {
      const rows = await tx.query(
        `INSERT INTO mail_tokens AS t (user_id, purpose, id, email, requested_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (user_id, purpose) DO UPDATE
           SET id = excluded.id, email = excluded.email, requested_at = excluded.requested_at, expires_at = excluded.expires_at, used_at = NULL
           WHERE t.requested_at < excluded.requested_at OR (t.id = excluded.id AND t.used_at IS NULL)
         RETURNING id`,
        [userId, purpose, id, email, requestedAt, expiresAt],
      );
      if (rows.length > 0) await alongside(tx);
      return rows.length > 0;
    });
  }

  /** Whether the link could be used now; only using it decides. */
  async isLive(userId: string, purpose: MailTokenPurpose, id: string, at: Date): Promise<boolean> {
    const rows = await this.database.asOwner(userId, (tx) =>
      tx.query(
        'SELECT FROM mail_tokens WHERE user_id = $1 AND purpose = $2 AND id = $3 AND used_at IS NULL AND expires_at > $4',
        [userId, purpose, id, at],
      ),
    );
    return rows.length > 0;
  }

  /** The id of the newest link, if it could be used now. */
  async liveId(userId: string, purpose: MailTokenPurpose, at: Date): Promise<string | undefined> {
    const [row] = await this.database.asOwner(userId, (tx) =>
      tx.query<{ id: string }>(
        'SELECT id FROM mail_tokens WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3',
        [userId, purpose, at],
      ),
    );
    return row?.id;
  }

  /** A new password. A disabled one stays disabled, and keeps its password. @returns whether the link was good. */
  async resetPassword(
    userId: string,
    id: string,
    passwordHash: string,
    at: Date,
    alongside: Alongside,
  ): Promise<boolean> {
    // Whoever could read the mail has proven the address, too, if it is still the account's.
    const change = `UPDATE users SET password_hash = $4, updated_at = $3,
        email_verified_at = CASE WHEN email = $2 THEN coalesce(email_verified_at, $3) ELSE email_verified_at END
      WHERE id = $1 AND is_active RETURNING email, username, email_verified_at IS NOT NULL AS verified`;
    return this.use(userId, 'reset_password', id, at, change, [passwordHash], async (tx, user, proven) => {
      await this.voidWithin(tx, userId, at);
      await alongside(tx, user, proven);
    });
  }

  /**
   * Voids the links that give the account away, in the transaction in which it gets another password: whoever knew the
   * old one may have asked for them. Those that are still to be mailed are voided with them, by the time of their asking.
   */
  async voidWithin(tx: Transaction, userId: string, at: Date): Promise<void> {
    await tx.query(
      `INSERT INTO mail_tokens (user_id, purpose, id, email, requested_at, expires_at, used_at)
       SELECT $1, purpose, gen_random_uuid(), '', $2, $2, $2 FROM unnest(ARRAY['reset_password', 'change_email']) AS purpose
       ON CONFLICT (user_id, purpose) DO UPDATE SET id = excluded.id, requested_at = excluded.requested_at, used_at = excluded.used_at`,
      [userId, at],
    );
  }

  /** @returns whether the link was good. */
  async verifyEmail(userId: string, id: string, at: Date, alongside: Alongside): Promise<boolean> {
    const change = `UPDATE users SET email_verified_at = coalesce(email_verified_at, $3)
      WHERE id = $1 AND is_active AND email = $2 RETURNING email, username, true AS verified`;
    return this.use(userId, 'verify_email', id, at, change, [], alongside);
  }

  /** @param alongside is given the address as it was. @returns whether the link was good. @throws Problem EMAIL_TAKEN. */
  async changeEmail(userId: string, id: string, at: Date, alongside: Alongside): Promise<boolean> {
    const change = `UPDATE users SET email = $2, email_verified_at = $3, updated_at = $3
      FROM (SELECT id, email, email_verified_at IS NOT NULL AS verified FROM users WHERE id = $1 FOR UPDATE) AS old
      WHERE users.id = $1 AND users.is_active RETURNING old.email, old.verified, users.username`;
    return this.use(userId, 'change_email', id, at, change, [], async (tx, user, proven) => {
      // What was mailed to the old address opens nothing any more.
      await tx.query(
        `UPDATE mail_tokens SET used_at = $2 WHERE user_id = $1 AND purpose <> 'change_email' AND used_at IS NULL`,
        [userId, at],
      );
      await alongside(tx, user, proven);
    });
  }

  /** The row lock of the first statement makes parallel uses wait, and all but one of them find the link used. */
  private async use(
    userId: string,
    purpose: MailTokenPurpose,
    id: string,
    at: Date,
    change: string,
    parameters: unknown[],
    alongside: Alongside,
  ) {
    return this.database.asOwner(userId, async (tx) => {
      const [token] = await tx.query<{ email: string }>(
        `UPDATE mail_tokens SET used_at = $4
         WHERE user_id = $1 AND purpose = $2 AND id = $3 AND used_at IS NULL AND expires_at > $4 RETURNING email`,
        [userId, purpose, id, at],
      );
      if (token === undefined) return false;
      const [user] = await tx.query<LinkUser>(change, [userId, token.email, at, ...parameters]).catch(takenOr);
      if (user === undefined) return false;
      await alongside(tx, user, token.email);
      return true;
    });
  }
}

/** Another account has the address: a problem to tell. Anything else goes on as it is. */
export function takenOr(error: unknown): never {
  throw violatedUnique(error) === 'uq_users_email' ? new Problem(USER_ERRORS.EMAIL_TAKEN) : error;
}
