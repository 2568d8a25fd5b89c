import { Module } from '@nestjs/common';
import { MailQuotasRepository } from './mail-quotas.repository.js';
import { MailQuotasService } from './mail-quotas.service.js';
import { MailTemplatesService } from './mail-templates.service.js';
import { MailerService } from './mailer.service.js';

@Module({
  providers: [MailerService, MailQuotasService, MailQuotasRepository, MailTemplatesService],
  exports: [MailerService, MailQuotasService],
})
export class MailModule {}
