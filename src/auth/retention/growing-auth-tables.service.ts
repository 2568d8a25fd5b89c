import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { RetentionConfig } from '../../config/slices.js';
import { daysBefore, hoursBefore } from '../../database/due-rows.js';
import { GrowingTables } from '../../database/growing-tables.service.js';
import { FAILURE_HOURS } from '../../database/retention.js';
import { LockoutRepository } from '../passwords/lockout.repository.js';
import { PasswordProofsRepository } from '../passwords/password-proofs.repository.js';
import { EmailRestorationsRepository } from '../recovery/email-restorations.repository.js';
import { MailTokensRepository } from '../recovery/mail-tokens.repository.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';

/** Removed by the job `retention` when they have been over for as long as the settings say. */
@Injectable()
export class GrowingAuthTables implements OnModuleInit {
  constructor(
    private readonly tables: GrowingTables,
    private readonly sessions: SessionsRepository,
    private readonly mailTokens: MailTokensRepository,
    private readonly restorations: EmailRestorationsRepository,
    private readonly attempts: LockoutRepository,
    private readonly proofs: PasswordProofsRepository,
    private readonly config: RetentionConfig,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const daysAgo = (days: number) => () => daysBefore(this.clock.date(), days);
    const failuresCount = () => hoursBefore(this.clock.date(), FAILURE_HOURS);
    this.tables.addRows('retention', this.sessions.ended, daysAgo(this.config.SESSION_RETENTION_DAYS));
    this.tables.addRows('retention', this.mailTokens.expired, daysAgo(this.config.MAIL_TOKEN_RETENTION_DAYS));
    this.tables.addRows('retention', this.restorations.expired, daysAgo(this.config.MAIL_TOKEN_RETENTION_DAYS));
    this.tables.addRows('retention', this.attempts.forgotten, failuresCount);
    this.tables.addRows('retention', this.proofs.forgotten, failuresCount);
  }
}
