import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { type Attempt, LoginAttemptsRepository } from './login-attempts.repository.js';

/** Which logins may be tried, and what comes of them: the lockout. */
@Injectable()
export class LoginAttempts {
  constructor(
    private readonly attempts: LoginAttemptsRepository,
    private readonly clock: Clock,
  ) {}

  /** Counts a failure in advance. Only a reserved attempt may have its password looked at. */
  reserve(login: string): Promise<Attempt> {
    return this.attempts.reserve(login, new Date(this.clock.now()));
  }

  /** The password was right: forgets the failures. @returns false if the account cannot log in any more. */
  clear(userId: string, oldHash: string, newHash: string): Promise<boolean> {
    return this.attempts.clear(userId, oldHash, newHash);
  }
}
