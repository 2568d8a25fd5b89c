import { Global, Module } from '@nestjs/common';
import { JobQueue } from './job-queue.service.js';
import { ScheduledJobs } from './scheduled-jobs.service.js';

/** Work for later, and work that is done from time to time, for every feature. */
@Global()
@Module({ providers: [JobQueue, ScheduledJobs], exports: [JobQueue, ScheduledJobs] })
export class JobsModule {}
