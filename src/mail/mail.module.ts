import { Module } from '@nestjs/common';
import { MailTemplates } from './mail-templates.js';
import { Mailer } from './mailer.service.js';

/** Sends mail; what is to be sent comes through the job queue. */
@Module({ providers: [Mailer, MailTemplates], exports: [Mailer] })
export class MailModule {}
