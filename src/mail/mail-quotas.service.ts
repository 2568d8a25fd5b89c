import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DerivedKeysConfig } from '../config/slices.js';
import { GrowingTables } from '../database/growing-tables.service.js';
import type { Transaction } from '../database/transaction.js';
import { MailQuotasRepository } from './mail-quotas.repository.js';
import { addressKey, recipientKey } from './recipient.js';

const PER_HOUR = 5;
const PER_DAY = 20;

/** Separate, so that mails that strangers ask for do not use up those that the owner must get: see decision 0009. */
const BUDGETS = {
  requested: { hour: PER_HOUR, day: PER_DAY, oneAnHour: false },
  recovery: { hour: 25, day: 50, oneAnHour: true },
  recovery_known_device: { hour: PER_HOUR, day: PER_DAY, oneAnHour: true },
  recovery_unproven: { hour: 25, day: 50, oneAnHour: true },
  notice: { hour: PER_HOUR, day: PER_DAY, oneAnHour: false },
  address_changed: { hour: PER_HOUR, day: PER_DAY, oneAnHour: false },
  address_changed_unproven: { hour: PER_HOUR, day: PER_DAY, oneAnHour: false },
};
export type MailBudget = keyof typeof BUDGETS;
const COUNTED_BY_ADDRESS: readonly MailBudget[] = ['recovery', 'recovery_known_device'];

@Injectable()
export class MailQuotasService {
  constructor(
    private readonly quotas: MailQuotasRepository,
    private readonly config: DerivedKeysConfig,
    private readonly clock: Clock,
    tables: GrowingTables,
  ) {
    tables.add({
      name: 'mail_quotas',
      removeDue: (tx, limit) => this.quotas.removeClosed(tx, this.clock.date(), limit),
      readOverdue: (tx) => this.quotas.readOverdue(tx, this.clock.date()),
    });
  }

  /** @returns the number of the mail within the hour; 0 if it must not be sent. */
  async countIfRoom(tx: Transaction, budget: MailBudget, address: string): Promise<number> {
    const keyOf = COUNTED_BY_ADDRESS.includes(budget) ? addressKey : recipientKey;
    const recipient = keyOf(address, this.config.REFRESH_TOKEN_SECRET);
    return this.quotas.countIfRoom(tx, recipient, budget, BUDGETS[budget], this.clock.date());
  }
}
