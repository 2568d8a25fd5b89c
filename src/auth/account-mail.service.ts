import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import { Clock } from '../common/clock.js';
import type { RequestOrigin } from '../common/request-origin.js';
import { AppConfig } from '../config/app-config.js';
import type { Transaction } from '../database/transaction.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { Mailer } from '../mail/mailer.service.js';
import { UsersService } from '../users/users.service.js';
import { deriveMailToken, type MailTokenPurpose } from './mail-token.js';
import { MailTokensRepository } from './mail-tokens.repository.js';

/** What the queue holds: who is to get which mail, and never a token. */
type MailJob = { requestedAt: string } & (
  | { kind: 'reset_password'; login: string; origin: RequestOrigin; repeat?: boolean }
  | { kind: 'verify_email'; userId: string }
  | { kind: 'change_email'; userId: string; email: string }
  | { kind: 'notice'; template: PlainNotice; to: string; username: string }
  | { kind: 'notice'; template: 'account-changed'; to: string; username: string; change: string }
);
/** What happened to an account, where the template says all of it. */
type PlainNotice = 'email-changed' | 'password-changed' | 'sessions-ended';
type NewJob = MailJob extends infer Job ? (Job extends unknown ? Omit<Job, 'requestedAt'> : never) : never;

const HOUR_MS = 3_600_000;
const LIFETIME_MS: Record<MailTokenPurpose, number> = {
  reset_password: HOUR_MS,
  verify_email: 24 * HOUR_MS,
  change_email: 24 * HOUR_MS,
};
const PAGES = { reset_password: 'reset-password', verify_email: 'verify-email', change_email: 'verify-email' } as const;
const TEMPLATES = {
  reset_password: 'reset-password',
  verify_email: 'verify-email',
  change_email: 'change-email',
} as const;

/**
 * Mail about accounts. A request only leaves a job, in its own transaction; who the account is, and whether there is
 * one, is found out when the job is done: the time of the request tells nothing.
 */
@Injectable()
export class AccountMail {
  constructor(
    private readonly jobs: JobQueue,
    private readonly mailer: Mailer,
    private readonly users: UsersService,
    private readonly tokens: MailTokensRepository,
    private readonly audit: AuditService,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {
    jobs.process<MailJob>('mail', (job, id) => this.deliver(job, id));
  }

  /** Leaves if and only if the transaction commits, whatever becomes of this process. */
  async enqueue(tx: Transaction, job: NewJob): Promise<void> {
    await this.jobs.enqueue(tx, 'mail', { ...job, requestedAt: this.now().toISOString() });
  }

  private now(): Date {
    return new Date(this.clock.now());
  }

  private async deliver(job: MailJob, id: string): Promise<void> {
    if (job.kind === 'notice') {
      const { kind: _kind, requestedAt: _at, to, template, ...values } = job;
      return this.mailer.send({ to, template, values, id });
    }
    const user =
      job.kind === 'reset_password' ? await this.users.findByLogin(job.login) : await this.users.find(job.userId);
    if (!user?.isActive || (job.kind === 'verify_email' && user.emailVerifiedAt !== null)) return;
    const email = job.kind === 'change_email' ? job.email : user.email;
    const { kind: purpose } = job;
    const requestedAt = new Date(job.requestedAt);
    const repeated =
      job.kind === 'reset_password' && job.repeat ? await this.tokens.liveId(user.id, purpose, this.now()) : undefined;
    const token = {
      userId: user.id,
      purpose,
      id: repeated ?? id,
      email,
      requestedAt,
      expiresAt: new Date(requestedAt.getTime() + LIFETIME_MS[purpose]),
    };
    // The job's own id: done a second time, it mails the same link again.
    const newest =
      repeated !== undefined ||
      (await this.tokens.replace(user.id, token, async (tx) => {
        if (job.kind === 'reset_password')
          await this.audit.record({ event: 'password.reset_requested', userId: user.id, origin: job.origin }, tx);
      }));
    if (!newest) return;
    const link = this.mailer.link(PAGES[purpose], deriveMailToken(token, this.config.REFRESH_TOKEN_SECRET));
    await this.mailer.send({ to: email, template: TEMPLATES[purpose], values: { username: user.username, link }, id });
  }
}
