import { Injectable } from '@nestjs/common';
import { type FieldFault, Problem } from '../../common/problem.js';
import { PasswordsConfig } from '../../config/slices.js';
import { AUTH_ERRORS } from '../auth.errors.js';
import { BreachedPasswordsService } from './breached-passwords.service.js';
import { passwordFault } from './password.policy.js';
import type { Person } from './personal-words.js';

/** ASVS 5.0, 6.2.1 and 6.2.9. */
const MIN_LENGTH = { composed: 8, free: 12 };

/** Asked wherever a password is set, never where one is verified. */
@Injectable()
export class PasswordPolicyService {
  constructor(
    private readonly config: PasswordsConfig,
    private readonly breached: BreachedPasswordsService,
  ) {}

  /** @throws Problem WEAK_PASSWORD, which says what is wanted. */
  demandStrong(password: string, pointer: string, person?: Person): void {
    const composition = this.config.PASSWORD_COMPOSITION === 'on';
    const minLength = this.config.PASSWORD_MIN_LENGTH ?? (composition ? MIN_LENGTH.composed : MIN_LENGTH.free);
    const fault = passwordFault(password, pointer, { minLength, composition }, person);
    if (fault !== undefined) throw weakPassword(fault);
  }

  /** For callers who have proven that they may set it. @throws Problem WEAK_PASSWORD. */
  async demandNotBreached(password: string, pointer: string): Promise<void> {
    if (await this.breached.includes(password))
      throw weakPassword({
        pointer,
        code: 'BREACHED',
        detail: 'is in a public list of leaked passwords; choose another',
      });
  }
}

function weakPassword(fault: FieldFault): Problem {
  return new Problem(AUTH_ERRORS.WEAK_PASSWORD, { errors: [fault] });
}
