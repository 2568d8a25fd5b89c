import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { unauthenticated } from '../common/unauthenticated.js';
import { Problem } from '../common/problem.js';
import { demandAsStored } from '../common/read-only.js';
import { Database } from '../database/database.service.js';
import type { Transaction } from '../database/transaction.js';
import { USER_READ_ONLY, UserResponse } from './dto/user-response.dto.js';
import type { User } from './user.entity.js';
import { USER_ERRORS } from './users.errors.js';
import { type UserFilter, UsersRepository } from './users.repository.js';

/** What an account is made of. */
export type NewUser = Pick<User, 'id' | 'email' | 'username' | 'fullName' | 'passwordHash'>;

/** What of an account can be changed; what is absent stays. */
export type UserChanges = Partial<Omit<User, 'id' | 'createdAt' | 'updatedAt'>>;

/** Accounts: how they are made, found, changed and removed. */
@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Makes an account. @throws Problem EMAIL_TAKEN or USERNAME_TAKEN. */
  async create(tx: Transaction, fields: NewUser): Promise<User> {
    const now = this.now();
    const user: User = {
      ...fields,
      isActive: true,
      isSuperuser: false,
      emailVerifiedAt: null,
      createdAt: now,
      updatedAt: now,
    };
    await this.users.insert(tx, user);
    return user;
  }

  /** By e-mail address or username; null if there is no such account. */
  findByLogin(login: string): Promise<User | null> {
    return this.database.asIdentity((tx) => this.users.findByLogin(tx, login));
  }

  /** Everyone's accounts, newest first, for superusers. */
  list(filter: UserFilter, skip: number, limit: number): Promise<{ users: User[]; total: number }> {
    return this.database.asIdentity((tx) => this.users.list(tx, filter, skip, limit));
  }

  /** Null if there is no such account. */
  find(userId: string): Promise<User | null> {
    return this.database.asOwner(userId, (tx) => this.users.find(tx, userId));
  }

  /** @throws Problem UNAUTHENTICATED if the account of a valid token is gone. */
  async get(userId: string): Promise<User> {
    return found(await this.find(userId));
  }

  isActive(tx: Transaction, userId: string): Promise<boolean> {
    return this.users.exists(tx, { id: userId, isActive: true });
  }

  /** The account, which nobody else changes until the transaction ends; null if there is none. */
  lock(tx: Transaction, userId: string): Promise<User | null> {
    return this.users.lock(tx, { id: userId });
  }

  /** Locks the account. @returns whether it is active and still has the password that was proven. */
  async lockWithPassword(tx: Transaction, { id, passwordHash }: User): Promise<boolean> {
    return (await this.users.lock(tx, { id, passwordHash, isActive: true })) !== null;
  }

  /**
   * Locks the account, if the read-only fields that someone sent are as they are stored.
   *
   * @throws Problem VALIDATION_FAILED if one differs; UNAUTHENTICATED if there is no such account any more.
   */
  async lockAsSent(tx: Transaction, userId: string, sent: object): Promise<User> {
    const stored = found(await this.users.lock(tx, { id: userId }));
    demandAsStored(USER_READ_ONLY, sent, () => UserResponse.from(stored));
    return stored;
  }

  /**
   * Changes an account.
   *
   * @returns it as it is afterwards.
   * @throws Problem LAST_SUPERUSER, EMAIL_TAKEN or USERNAME_TAKEN; UNAUTHENTICATED if there is no such account any more.
   */
  async update(tx: Transaction, userId: string, changes: UserChanges): Promise<User> {
    if (changes.isActive === false || changes.isSuperuser === false)
      await this.keepASuperuser(tx, await this.users.lock(tx, { id: userId }));
    await this.users.update(tx, { id: userId }, { ...changes, updatedAt: this.now() });
    return found(await this.users.find(tx, userId));
  }

  /** Sets another password if the old one is still the same. @returns false if it is not. */
  replacePassword(tx: Transaction, userId: string, oldHash: string, newHash: string): Promise<boolean> {
    const changes = { passwordHash: newHash, updatedAt: this.now() };
    return this.users.update(tx, { id: userId, passwordHash: oldHash }, changes);
  }

  /**
   * Makes sure that a password which was right still is, and keeps a better hash of it if there is one.
   *
   * @returns false if the account was disabled or got another password meanwhile.
   */
  confirmPassword(userId: string, oldHash: string, betterHash?: string): Promise<boolean> {
    const current = { id: userId, isActive: true, passwordHash: oldHash };
    return this.database.asOwner(userId, (tx) =>
      betterHash === undefined
        ? this.users.exists(tx, current)
        : this.users.update(tx, current, { passwordHash: betterHash }),
    );
  }

  /**
   * Sets another password for someone who has read a mail to `provenEmail`, which proves the address if it is still the account's.
   *
   * @returns the account as it is afterwards; null if it is disabled or gone.
   */
  async resetPassword(
    tx: Transaction,
    userId: string,
    passwordHash: string,
    provenEmail: string,
  ): Promise<User | null> {
    const user = await this.users.lock(tx, { id: userId });
    if (!user?.isActive) return null;
    const isProven = user.emailVerifiedAt === null && user.email === provenEmail;
    return this.update(tx, userId, { passwordHash, ...(isProven && { emailVerifiedAt: this.now() }) });
  }

  /** Notes that the address is its owner's. @returns false if the account is disabled or has another address. */
  async verifyEmail(tx: Transaction, userId: string, provenEmail: string): Promise<boolean> {
    const user = await this.users.lock(tx, { id: userId });
    if (!user?.isActive || user.email !== provenEmail) return false;
    return user.emailVerifiedAt !== null || this.users.update(tx, { id: userId }, { emailVerifiedAt: this.now() });
  }

  /**
   * Sets another address, which was proven.
   *
   * @returns the account as it was; null if it is disabled or gone.
   * @throws Problem EMAIL_TAKEN.
   */
  async changeEmail(tx: Transaction, userId: string, provenEmail: string): Promise<User | null> {
    const user = await this.users.lock(tx, { id: userId });
    if (!user?.isActive) return null;
    await this.update(tx, userId, { email: provenEmail, emailVerifiedAt: this.now() });
    return user;
  }

  /**
   * Locks an account that is about to be removed: from here on nobody opens a session for it.
   *
   * @returns it; null if there is none.
   * @throws Problem LAST_SUPERUSER.
   */
  async lockForRemoval(tx: Transaction, userId: string): Promise<User | null> {
    const user = await this.users.lockForRemoval(tx, userId);
    await this.keepASuperuser(tx, user);
    return user;
  }

  /** Removes an account that was locked for it, and all that is its. */
  remove(tx: Transaction, userId: string): Promise<void> {
    return this.users.remove(tx, userId);
  }

  /** Superusers go one at a time: of two who remove each other, the second waits, and then finds itself the last. */
  private async keepASuperuser(tx: Transaction, user: User | null): Promise<void> {
    if (user?.isSuperuser !== true) return;
    const superusers = await this.users.findSuperusers(tx);
    if (superusers.length === 1 && superusers[0]?.id === user.id) throw new Problem(USER_ERRORS.LAST_SUPERUSER);
  }

  private now(): Date {
    return this.clock.date();
  }
}

function found(user: User | null): User {
  if (user === null) throw unauthenticated();
  return user;
}
