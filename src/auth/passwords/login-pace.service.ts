import { Injectable } from '@nestjs/common';
import { accountKey } from '../../limits/account-key.js';
import { QuotasService } from '../../limits/quotas.service.js';

const WINDOW_SECONDS = 3_600;

const MAX_COUNTED_PER_NETWORK = 5;

const FAILURES_TO_SLOW = 50;

/** Slows strange devices down where many networks guess at one name; no single network can cause that. */
@Injectable()
export class LoginPaceService {
  constructor(private readonly quotas: QuotasService) {}

  async isSlowed(login: string): Promise<boolean> {
    return (await this.quotas.used(keyOf(login))) >= FAILURES_TO_SLOW;
  }

  async countFailure(login: string, network: string): Promise<void> {
    if (await this.quotas.consume(`${keyOf(login)}:${network}`, MAX_COUNTED_PER_NETWORK, WINDOW_SECONDS))
      await this.quotas.count(keyOf(login), WINDOW_SECONDS);
  }
}

// By name, so that an account that exists goes no slower than one that does not.
const keyOf = (login: string) => `login-failed:${accountKey(login)}`;
