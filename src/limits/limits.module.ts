import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Quotas } from './quota.service.js';
import { RateLimit } from './rate-limit.entity.js';
import { RateLimitsRepository } from './rate-limits.repository.js';
import { UserLimiter } from './user-limiter.service.js';

/** Counts requests; the guards of the application refuse them by it. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([RateLimit])],
  providers: [Quotas, RateLimitsRepository, UserLimiter],
  exports: [Quotas, RateLimitsRepository, UserLimiter],
})
export class LimitsModule {}
