import { Global, Module } from '@nestjs/common';
import { Quotas } from './quota.service.js';
import { RateLimitsRepository } from './rate-limits.repository.js';
import { UserLimiter } from './user-limiter.service.js';

/** Counts requests; the guards of the application refuse them by it. */
@Global()
@Module({
  providers: [Quotas, RateLimitsRepository, UserLimiter],
  exports: [Quotas, RateLimitsRepository, UserLimiter],
})
export class LimitsModule {}
