import { Global, Module } from '@nestjs/common';
import { JobQueue } from './job-queue.service.js';
import { ScheduledJobs } from './scheduled-jobs.service.js';

/** Lets every feature leave work for later, and have work done from time to time. */
@Global()
@Module({ providers: [JobQueue, ScheduledJobs], exports: [JobQueue, ScheduledJobs] })
export class JobsModule {}
