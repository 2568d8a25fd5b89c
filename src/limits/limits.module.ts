import { Global, Module } from '@nestjs/common';
import { QuotasService } from './quotas.service.js';
import { RateLimitsRepository } from './rate-limits.repository.js';
import { UserLimiterService } from './user-limiter.service.js';

@Global()
@Module({
  providers: [QuotasService, RateLimitsRepository, UserLimiterService],
  exports: [QuotasService, RateLimitsRepository, UserLimiterService],
})
export class LimitsModule {}
