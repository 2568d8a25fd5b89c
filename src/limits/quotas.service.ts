import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.service.js';
import { RateLimitsRepository, type WindowCount } from './rate-limits.repository.js';

/** Counts under any key, exact across all instances. */
@Injectable()
export class QuotasService {
  constructor(
    private readonly limits: RateLimitsRepository,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Counts one use. @returns the count with this one. */
  async count(key: string, seconds: number): Promise<WindowCount> {
    const now = this.clock.now();
    const uses = [{ key, requests: 1, closesAt: now + seconds * 1000 }];
    const [counted] = await this.database.asNobody((tx) => this.limits.count(tx, uses, now));
    return counted!;
  }

  /** Counts one use. @returns false if it is past the quota. */
  async consume(key: string, quota: number, seconds: number): Promise<boolean> {
    return (await this.count(key, seconds)).used <= quota;
  }

  used(key: string): Promise<number> {
    return this.database.asNobody((tx) => this.limits.used(tx, key, this.clock.now()));
  }
}
