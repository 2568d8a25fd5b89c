import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { RateLimitsRepository } from './rate-limits.repository.js';

/** Counts what is not a request, exactly and for all instances together. */
@Injectable()
export class Quotas {
  constructor(
    private readonly limits: RateLimitsRepository,
    private readonly clock: Clock,
  ) {}

  /** Takes one of `quota` in a window of so many seconds. @returns false if there is none left. */
  async take(key: string, quota: number, seconds: number): Promise<boolean> {
    const now = this.clock.now();
    const [standing] = await this.limits.count([{ key, requests: 1, closesAt: now + seconds * 1000 }], now);
    return standing !== undefined && standing.used <= quota;
  }
}
