import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../database/database.service.js';
import { RateLimitsRepository, type Standing } from './rate-limits.repository.js';

/** Counts under any key, exactly and for all instances together. */
@Injectable()
export class QuotasService {
  constructor(
    private readonly limits: RateLimitsRepository,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Counts one in a window of so many seconds. @returns how the key stands, this one among them. */
  async count(key: string, seconds: number): Promise<Standing> {
    const now = this.clock.now();
    const uses = [{ key, requests: 1, closesAt: now + seconds * 1000 }];
    const [standing] = await this.database.asNobody((tx) => this.limits.count(tx, uses, now));
    return standing!;
  }

  /** Takes one of `quota` in a window of so many seconds. @returns false if there is none left. */
  async take(key: string, quota: number, seconds: number): Promise<boolean> {
    return (await this.count(key, seconds)).used <= quota;
  }

  /** What has been counted in the open window, without counting. */
  used(key: string): Promise<number> {
    return this.database.asNobody((tx) => this.limits.used(tx, key, this.clock.now()));
  }
}
