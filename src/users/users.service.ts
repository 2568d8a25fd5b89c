import { Injectable } from '@nestjs/common';
import { inBatches } from '../common/batches.js';
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

export type NewUser = Pick<User, 'id' | 'email' | 'username' | 'fullName' | 'timeZone' | 'locale' | 'passwordHash'>;

export type UserChanges = Partial<Omit<User, 'id' | 'createdAt' | 'updatedAt'>>;

@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws Problem EMAIL_TAKEN or USERNAME_TAKEN. */
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

  findByLogin(login: string): Promise<User | null> {
    return this.database.asIdentity((tx) => this.users.findByLogin(tx, login));
  }

  /** Lists everyone's accounts, newest first. Only for superusers. */
  list(filter: UserFilter, skip: number, limit: number): Promise<{ users: User[]; total: number }> {
    return this.database.asIdentity((tx) => this.users.list(tx, filter, skip, limit));
  }

  find(userId: string): Promise<User | null> {
    return this.database.asOwner(userId, (tx) => this.users.find(tx, userId));
  }

  /** @throws Problem UNAUTHENTICATED if the account of a valid token is gone. */
  async get(userId: string): Promise<User> {
    return demandExisting(await this.find(userId));
  }

  isActive(tx: Transaction, userId: string): Promise<boolean> {
    return this.users.exists(tx, { id: userId, isActive: true });
  }

  lock(tx: Transaction, userId: string): Promise<User | null> {
    return this.users.lock(tx, { id: userId });
  }

  /** @returns whether it is active and still has the password that was checked. */
  async lockWithPassword(tx: Transaction, { id, passwordHash }: User): Promise<boolean> {
    await this.users.lockAccess(tx, id);
    return this.users.exists(tx, { id, passwordHash, isActive: true });
  }

  /** @throws Problem VALIDATION_FAILED if a read-only field in `sent` differs; UNAUTHENTICATED without an account. */
  async lockAsSent(tx: Transaction, userId: string, sent: object): Promise<User> {
    const stored = demandExisting(await this.users.lock(tx, { id: userId }));
    demandAsStored(USER_READ_ONLY, sent, () => UserResponse.from(stored));
    return stored;
  }

  /** @throws Problem LAST_SUPERUSER, EMAIL_TAKEN or USERNAME_TAKEN; UNAUTHENTICATED if the account is gone. */
  async update(tx: Transaction, userId: string, changes: UserChanges): Promise<User> {
    if (changes.isActive === false || changes.isSuperuser === false)
      await this.demandNotLastSuperuser(tx, await this.users.lock(tx, { id: userId }));
    await this.users.update(tx, { id: userId }, { ...changes, updatedAt: this.now() });
    return demandExisting(await this.users.find(tx, userId));
  }

  async replacePassword(tx: Transaction, userId: string, oldHash: string, newHash: string): Promise<boolean> {
    await this.users.lockAccess(tx, userId);
    const changes = { passwordHash: newHash, updatedAt: this.now() };
    return this.users.update(tx, { id: userId, passwordHash: oldHash }, changes);
  }

  /** @returns false if the account was disabled or got another password after its hash was compared. */
  confirmPassword({ id, passwordHash }: User): Promise<boolean> {
    return this.database.asOwner(id, (tx) => this.users.exists(tx, { id, passwordHash, isActive: true }));
  }

  /** @returns the account as it is; unchanged if it got another password meanwhile. */
  async upgradeHash(user: User, passwordHash: string): Promise<User> {
    const { id, passwordHash: oldHash } = user;
    const isUpgraded = await this.database.asOwner(id, (tx) =>
      this.users.update(tx, { id, passwordHash: oldHash }, { passwordHash }),
    );
    return isUpgraded ? { ...user, passwordHash } : user;
  }

  /** Verifies `provenEmail` as well if it is still the address. @returns null if the account is disabled or gone. */
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

  /** @returns false if the account is disabled or has another address. */
  async verifyEmail(tx: Transaction, userId: string, provenEmail: string): Promise<boolean> {
    const user = await this.users.lock(tx, { id: userId });
    if (!user?.isActive || user.email !== provenEmail) return false;
    return user.emailVerifiedAt !== null || this.users.update(tx, { id: userId }, { emailVerifiedAt: this.now() });
  }

  /** @returns the account as it was before; null if it is disabled or gone. @throws Problem EMAIL_TAKEN. */
  async changeEmail(tx: Transaction, userId: string, provenEmail: string): Promise<User | null> {
    const user = await this.users.lock(tx, { id: userId });
    if (!user?.isActive) return null;
    await this.update(tx, userId, { email: provenEmail, emailVerifiedAt: this.now() });
    return user;
  }

  /** From here on nobody opens a session for the account. @throws Problem LAST_SUPERUSER. */
  async lockForRemoval(tx: Transaction, userId: string): Promise<User | null> {
    const user = await this.users.lockForRemoval(tx, userId);
    await this.demandNotLastSuperuser(tx, user);
    return user;
  }

  /** Call `lockForRemoval` first. */
  remove(tx: Transaction, userId: string): Promise<void> {
    return this.users.remove(tx, userId);
  }

  /** Of all users, in batches: registered before then, and nobody has proved their address. */
  findUnverified(before: Date): AsyncGenerator<{ id: string }[]> {
    return inBatches((after, limit) =>
      this.database.asJob('retention', (tx) => this.users.findUnverified(tx, before, after, limit)),
    );
  }

  /** @returns false, and does nothing, if the address was proved, or anyone ever logged in or has tasks. */
  async removeUnused(tx: Transaction, userId: string, before: Date): Promise<boolean> {
    return (await this.users.lockForRemoval(tx, userId)) !== null && this.users.removeUnused(tx, userId, before);
  }

  /** One at a time: of two superusers who remove each other the second waits, and is then refused as the last. */
  private async demandNotLastSuperuser(tx: Transaction, user: User | null): Promise<void> {
    if (user?.isSuperuser !== true) return;
    const superusers = await this.users.findSuperusers(tx);
    if (superusers.length === 1 && superusers[0]?.id === user.id) throw new Problem(USER_ERRORS.LAST_SUPERUSER);
  }

  private now(): Date {
    return this.clock.date();
  }
}

function demandExisting(user: User | null): User {
  if (user === null) throw unauthenticated();
  return user;
}
