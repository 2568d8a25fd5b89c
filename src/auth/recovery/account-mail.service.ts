import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { Clock } from '../../common/clock.js';
import { DEFAULT_LOCALE } from '../../common/locales.js';
import type { RequestOrigin } from '../../common/request-origin.js';
import { RecoveryConfig } from '../../config/slices.js';
import type { Transaction } from '../../database/transaction.js';
import { JobQueue } from '../../jobs/job-queue.service.js';
import { Database } from '../../database/database.service.js';
import { type MailBudget, MailQuotasService } from '../../mail/mail-quotas.service.js';
import { isCanonicalAddress } from '../../mail/recipient.js';
import type { NoticeName } from '../../mail/mail-templates.service.js';
import { MailerService } from '../../mail/mailer.service.js';
import type { User } from '../../users/user.entity.js';
import { UsersService } from '../../users/users.service.js';
import { deriveMailToken, type MailTokenPurpose } from '../tokens/mail-token.js';
import { MailTokensRepository } from './mail-tokens.repository.js';

type LinkJob = { kind: 'verify_email'; userId: string } | { kind: 'change_email'; userId: string; email: string };

/** What the queue holds: never a token. */
type MailJob = { requestedAt: string } & (
  | LinkJob
  | {
      kind: 'reset_password';
      login: string;
      origin: RequestOrigin;
      repeat?: boolean;
    }
  | {
      kind: 'notice';
      template: NoticeName;
      to: string;
      username: string;
      /** Not in a job that a release before it has queued. */
      locale?: string;
      restoration?: { userId: string; id: string };
    }
);
type NewJob = MailJob extends infer Job ? (Job extends unknown ? Omit<Job, 'requestedAt'> : never) : never;

export interface NoticeRecipient {
  id: string;
  email: string;
  username: string;
  locale: string;
  verified: boolean;
}

export function noticeRecipientOf({ id, email, username, locale, emailVerifiedAt }: User): NoticeRecipient {
  return { id, email, username, locale, verified: emailVerifiedAt !== null };
}

const HOUR_MS = 3_600_000;
const NEW_LINKS_PER_HOUR = 5;
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
 * Mail about accounts. A request only queues a job; the job looks for the account, so that the time of the request
 * does not tell whether there is one. A mail over the recipient's quota is not queued, and the answer does not tell.
 */
@Injectable()
export class AccountMailService implements OnModuleInit {
  constructor(
    private readonly jobs: JobQueue,
    private readonly mailer: MailerService,
    private readonly quotas: MailQuotasService,
    private readonly users: UsersService,
    private readonly tokens: MailTokensRepository,
    private readonly audit: AuditService,
    private readonly database: Database,
    private readonly config: RecoveryConfig,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.jobs.process<MailJob>('mail', (job, id) => this.deliver(job, id));
  }

  async sendLink(tx: Transaction, to: string, job: LinkJob): Promise<void> {
    await this.enqueue(tx, 'requested', { userId: job.userId, email: to }, job);
  }

  async sendResetLink(tx: Transaction, email: string, origin: RequestOrigin, fromKnownDevice: boolean): Promise<void> {
    const budget = fromKnownDevice ? 'recovery_known_device' : 'recovery';
    await this.enqueue(tx, budget, { userId: null, email }, { kind: 'reset_password', login: email, origin });
  }

  /** @param restorationId adds a link by which the old address can be taken back. */
  async notify(tx: Transaction, to: NoticeRecipient, template: NoticeName, restorationId?: string): Promise<void> {
    const { id: userId, email, username, locale, verified } = to;
    const restoration = restorationId === undefined ? undefined : { userId, id: restorationId };
    const budget: MailBudget =
      template === 'email-changed'
        ? verified
          ? 'address_changed'
          : 'address_changed_unproven'
        : verified
          ? 'notice'
          : 'requested';
    const job: NewJob = { kind: 'notice', template, to: email, username, locale, ...(restoration && { restoration }) };
    await this.enqueue(tx, budget, { userId, email }, job);
  }

  private async enqueue(
    tx: Transaction,
    budget: MailBudget,
    { userId, email }: { userId: string | null; email: string },
    job: NewJob,
  ): Promise<void> {
    const nth = await this.quotas.countIfRoom(tx, budget, email);
    if (nth > 0) {
      // After so many requests repeat the newest link: a stranger's request must not void one that is about to be used.
      const repeat = job.kind === 'reset_password' && nth > NEW_LINKS_PER_HOUR ? { repeat: true } : {};
      return this.jobs.enqueue(tx, 'mail', { ...job, ...repeat, requestedAt: this.now().toISOString() });
    }
    const detail = { reason: budget, mail: job.kind === 'notice' ? job.template : job.kind };
    await this.audit.record(tx, { event: 'mail.dropped', outcome: 'failure', userId, detail });
  }

  private now(): Date {
    return this.clock.date();
  }

  private async deliver(job: MailJob, id: string): Promise<void> {
    if (job.kind === 'notice') {
      const { to, template, username, locale = DEFAULT_LOCALE, restoration } = job;
      const link = restoration === undefined ? '' : this.restorationLink(restoration);
      return this.mailer.send({ to, template, locale, values: { username, link }, id });
    }
    const user =
      job.kind === 'reset_password' ? await this.users.findByLogin(job.login) : await this.users.find(job.userId);
    if (!user?.isActive || (job.kind === 'verify_email' && user.emailVerifiedAt !== null)) return;
    if (job.kind === 'reset_password' && !(await this.hasRoomFor(user))) return;
    const email = job.kind === 'change_email' ? job.email : user.email;
    const { kind: purpose } = job;
    const requestedAt = new Date(job.requestedAt);
    const expiresAt = new Date(requestedAt.getTime() + LIFETIME_MS[purpose]);
    // The job's id, so that a job that is done twice mails the same link.
    const fresh = { userId: user.id, purpose, id, email, requestedAt, expiresAt };
    const token = await this.database.asOwner(user.id, async (tx) => {
      const newest =
        job.kind === 'reset_password' && job.repeat
          ? await this.tokens.findLive(tx, user.id, purpose, this.now())
          : null;
      if (newest !== null) return newest;
      if (!(await this.tokens.replace(tx, fresh))) return null;
      if (job.kind === 'reset_password')
        await this.audit.record(tx, { event: 'password.reset_requested', userId: user.id, origin: job.origin });
      return fresh;
    });
    if (token === null) return;
    const link = this.mailer.link(PAGES[purpose], deriveMailToken(token, this.config.REFRESH_TOKEN_SECRET));
    const { username, locale } = user;
    await this.mailer.send({ to: email, template: TEMPLATES[purpose], locale, values: { username, link }, id });
  }

  /** Anyone can register other spellings (`ada+x@`) of someone's mailbox; there is only one canonical spelling. */
  private async hasRoomFor({ id: userId, email, emailVerifiedAt }: User): Promise<boolean> {
    if (emailVerifiedAt !== null || isCanonicalAddress(email)) return true;
    return this.database.asOwner(userId, async (tx) => {
      const budget: MailBudget = 'recovery_unproven';
      if ((await this.quotas.countIfRoom(tx, budget, email)) > 0) return true;
      const detail = { reason: budget, mail: 'reset_password' };
      await this.audit.record(tx, { event: 'mail.dropped', outcome: 'failure', userId, detail });
      return false;
    });
  }

  private restorationLink(subject: { userId: string; id: string }): string {
    const token = deriveMailToken({ ...subject, purpose: 'restore_email' }, this.config.REFRESH_TOKEN_SECRET);
    return this.mailer.link(PAGES.reset_password, token);
  }
}
