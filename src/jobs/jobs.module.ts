import { Global, Module } from '@nestjs/common';
import { JobQueue } from './job-queue.service.js';

/** Lets every feature leave work for later. */
@Global()
@Module({ providers: [JobQueue], exports: [JobQueue] })
export class JobsModule {}
