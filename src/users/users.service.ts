import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { COMMON_ERRORS } from '../common/common.errors.js';
import { Problem } from '../common/problem.js';
import { newId } from '../common/uuid.js';
import type { Transaction } from '../database/transaction.js';
import { demandAsStored } from '../common/read-only.js';
import { USER_READ_ONLY, UserResponse } from './dto/user-response.dto.js';
import { User } from './user.entity.js';
import { type Alongside, UsersRepository } from './users.repository.js';

interface NewUser {
  email: string;
  username: string;
  fullName: string;
  passwordHash: string;
}

/** Accounts: how one comes to be, and what its owner sees and changes. */
@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes an account, and does what belongs to it in the same transaction.
   *
   * @throws Problem EMAIL_TAKEN or USERNAME_TAKEN.
   */
  async create(fields: NewUser, alongside: (tx: Transaction, user: User) => Promise<void>): Promise<User> {
    const now = new Date(this.clock.now());
    const user: User = {
      ...fields,
      id: newId(),
      isActive: true,
      isSuperuser: false,
      emailVerifiedAt: null,
      createdAt: now,
      updatedAt: now,
    };
    await this.users.insert(user, (tx) => alongside(tx, user));
    return user;
  }

  /** By e-mail address or username; null if there is no such account. */
  findByLogin(login: string): Promise<User | null> {
    return this.users.findByLogin(login);
  }

  /** Null if there is no such account. */
  find(userId: string): Promise<User | null> {
    return this.users.get(userId);
  }

  /** @throws Problem UNAUTHENTICATED if the account of a valid token is gone. */
  async get(userId: string): Promise<User> {
    return found(await this.users.get(userId));
  }

  /**
   * Compares the read-only fields that someone sent with the account, which nobody else changes until the transaction
   * ends.
   *
   * @throws Problem VALIDATION_FAILED if one differs; UNAUTHENTICATED if there is no such account any more.
   */
  async demandReadOnly(tx: Transaction, userId: string, given: object): Promise<void> {
    const stored = found(await this.users.lock(tx, userId));
    demandAsStored(USER_READ_ONLY, given, () => UserResponse.from(stored));
  }

  /** Sets another full name, if one is given. */
  async update(tx: Transaction, userId: string, fullName?: string): Promise<User> {
    const changes = fullName === undefined ? {} : { fullName };
    return found(await this.users.update(tx, userId, changes, new Date(this.clock.now())));
  }

  /**
   * Sets another username, for someone who proved this user's password.
   *
   * @returns the account as it is afterwards, or null if it was removed or got another password meanwhile.
   * @throws Problem USERNAME_TAKEN.
   */
  rename(tx: Transaction, user: User, changes: { username: string; fullName?: string }): Promise<User | null> {
    return this.users.rename(tx, user.id, user.passwordHash, changes, new Date(this.clock.now()));
  }

  /** Whether the account still has the password that was proven; it keeps it until the transaction ends. */
  stillHasPassword(tx: Transaction, user: User): Promise<boolean> {
    return this.users.hasPassword(tx, user.id, user.passwordHash);
  }

  /** Sets another password if the old one is still the same. @returns false if it is not. */
  replacePassword(tx: Transaction, userId: string, oldHash: string, newHash: string): Promise<boolean> {
    return this.users.replacePassword(tx, userId, oldHash, newHash, new Date(this.clock.now()));
  }

  /**
   * Makes sure that a password which was right still is, and keeps a better hash of it if there is one.
   *
   * @returns false if the account was disabled or got another password meanwhile.
   */
  confirmPassword(userId: string, oldHash: string, betterHash?: string): Promise<boolean> {
    return this.users.confirmPassword(userId, oldHash, betterHash);
  }

  /** Removes the account and all that is its, after `beforehand` in the same transaction. */
  remove(userId: string, beforehand: Alongside): Promise<void> {
    return this.users.remove(userId, beforehand);
  }
}

function found(user: User | null): User {
  if (user === null) throw new Problem(COMMON_ERRORS.UNAUTHENTICATED, { headers: { 'WWW-Authenticate': 'Bearer' } });
  return user;
}
