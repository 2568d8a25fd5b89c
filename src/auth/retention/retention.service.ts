import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { RetentionConfig } from '../../config/slices.js';
import { ScheduledJobs } from '../../jobs/scheduled-jobs.service.js';
import { MailQuotasService } from '../../mail/mail-quotas.service.js';
import { AccountMailService } from '../recovery/account-mail.service.js';
import { EmailRestorationService } from '../recovery/email-restoration.service.js';
import { SessionsService } from '../sessions/sessions.service.js';

const EVERY_MS = 3_600_000;

/** So small that each transaction, with its locks, is short. */
const BATCH = 1_000;

export interface RemovedCounts {
  events: number;
  sessions: number;
  mailTokens: number;
  emailRestorations: number;
  mailQuotas: number;
}

/** Removes once an hour what is older than the settings say. Any number of instances may do it at once. */
@Injectable()
export class RetentionService implements OnModuleInit, OnApplicationShutdown {
  private stopping = false;

  constructor(
    private readonly audit: AuditService,
    private readonly sessions: SessionsService,
    private readonly mail: AccountMailService,
    private readonly restorations: EmailRestorationService,
    private readonly mailQuotas: MailQuotasService,
    private readonly config: RetentionConfig,
    private readonly jobs: ScheduledJobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every(EVERY_MS, 'retention', () => this.run());
  }

  onApplicationShutdown(): void {
    this.stopping = true;
  }

  async run(): Promise<RemovedCounts> {
    const { AUDIT_RETENTION_DAYS, SESSION_RETENTION_DAYS, MAIL_TOKEN_RETENTION_DAYS } = this.config;
    return {
      events: await this.inBatches(() => this.audit.removeOld(AUDIT_RETENTION_DAYS, BATCH)),
      sessions: await this.inBatches(() => this.sessions.removeEnded(SESSION_RETENTION_DAYS, BATCH)),
      mailTokens: await this.inBatches(() => this.mail.removeExpiredLinks(MAIL_TOKEN_RETENTION_DAYS, BATCH)),
      emailRestorations: await this.inBatches(() => this.restorations.removeExpired(MAIL_TOKEN_RETENTION_DAYS, BATCH)),
      mailQuotas: await this.inBatches(() => this.mailQuotas.removeClosed(BATCH)),
    };
  }

  private async inBatches(removeSome: () => Promise<number>): Promise<number> {
    let sum = 0;
    for (let removed = BATCH; removed >= BATCH && !this.stopping; sum += removed) removed = await removeSome();
    return sum;
  }
}
