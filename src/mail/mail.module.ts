import { Module } from '@nestjs/common';
import { MailQuotasRepository } from './mail-quotas.repository.js';
import { MailQuotas } from './mail-quotas.service.js';
import { MailTemplates } from './mail-templates.js';
import { Mailer } from './mailer.service.js';

/** Sends mail, to each recipient so many; what is to be sent comes through the job queue. */
@Module({
  providers: [Mailer, MailQuotas, MailQuotasRepository, MailTemplates],
  exports: [Mailer, MailQuotas],
})
export class MailModule {}
