import { Global, Module } from '@nestjs/common';
import { JobQueue } from './job-queue.service.js';
import { RetentionService } from './retention.service.js';
import { ScheduledJobs } from './scheduled-jobs.service.js';

@Global()
@Module({ providers: [JobQueue, RetentionService, ScheduledJobs], exports: [JobQueue, ScheduledJobs] })
export class JobsModule {}
