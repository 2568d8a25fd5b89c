import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DerivedKeysConfig } from '../config/slices.js';
import { Database } from '../database/database.service.js';
import type { Transaction } from '../database/transaction.js';
import { MailQuotasRepository } from './mail-quotas.repository.js';
import { addressKey, recipientKey } from './recipient.js';

const HOUR = 5;
const DAY = 20;

/**
 * What a recipient gets at most, whoever asks and for whichever account. What strangers can ask for does not use up
 * what an account's owner must hear: that has a budget of its own, as has each notice that bears a link to undo a
 * change. Recovery never ends: a link lives an hour, and one an hour goes out in any case. It has more room, because each
 * network can use up 5 and must leave some to others, and a budget for devices that strangers do not have. Those two are
 * of one address, so that nobody uses them up in the name of another (`ada+x@`); what such accounts, which anyone can
 * make, bring into one mailbox is bounded by `recovery_unproven`.
 */
const BUDGETS = {
  requested: { hour: HOUR, day: DAY, oneAnHour: false },
  recovery: { hour: 25, day: 50, oneAnHour: true },
  recovery_known_device: { hour: HOUR, day: DAY, oneAnHour: true },
  recovery_unproven: { hour: 25, day: 50, oneAnHour: true },
  notice: { hour: HOUR, day: DAY, oneAnHour: false },
  address_changed: { hour: HOUR, day: DAY, oneAnHour: false },
  address_changed_unproven: { hour: HOUR, day: DAY, oneAnHour: false },
};
export type MailBudget = keyof typeof BUDGETS;
const OF_ONE_ADDRESS: readonly MailBudget[] = ['recovery', 'recovery_known_device'];

/** Bounds the mail to each recipient. */
@Injectable()
export class MailQuotasService {
  constructor(
    private readonly quotas: MailQuotasRepository,
    private readonly database: Database,
    private readonly config: DerivedKeysConfig,
    private readonly clock: Clock,
  ) {}

  /** Counts one mail to this address in the transaction that asks for it. @returns which one it is this hour; 0 if it must not be sent. */
  async take(tx: Transaction, budget: MailBudget, address: string): Promise<number> {
    const keyOf = OF_ONE_ADDRESS.includes(budget) ? addressKey : recipientKey;
    const recipient = keyOf(address, this.config.REFRESH_TOKEN_SECRET);
    return this.quotas.take(tx, recipient, budget, BUDGETS[budget], this.clock.date());
  }

  /** Forgets whom nothing was sent to for a day. @returns how many, at most `atMost`. */
  removeClosed(atMost: number): Promise<number> {
    return this.database.asNobody((tx) => this.quotas.removeClosed(tx, this.clock.date(), atMost));
  }
}
