import { Injectable } from '@nestjs/common';
import { accountKey } from '../../limits/account-key.js';
import { QuotasService } from '../../limits/quotas.service.js';

const WINDOW_SECONDS = 3_600;

/** How many failures of one network count: no single one can slow an account down for the others. */
const COUNTED_OF_A_NETWORK = 5;

/** From so many counted failures on, logins by this name go slowly. */
const SLOW_FROM = 50;

/**
 * How fast logins to one name go, whoever tries. Where many networks guess, each within its own limits, strange devices
 * wait their turn; nobody is refused for what others did. Counted by name, so that an account that exists goes no
 * slower than one that does not.
 */
@Injectable()
export class LoginPaceService {
  constructor(private readonly quotas: QuotasService) {}

  async isSlowed(login: string): Promise<boolean> {
    return (await this.quotas.used(keyOf(login))) >= SLOW_FROM;
  }

  async countFailure(login: string, network: string): Promise<void> {
    if (await this.quotas.consume(`${keyOf(login)}:${network}`, COUNTED_OF_A_NETWORK, WINDOW_SECONDS))
      await this.quotas.count(keyOf(login), WINDOW_SECONDS);
  }
}

const keyOf = (login: string) => `login-failed:${accountKey(login)}`;
