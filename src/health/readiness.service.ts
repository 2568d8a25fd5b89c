import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';

/** Whether this process should get requests: the database answers, and it is not about to stop. */
@Injectable()
export class Readiness implements BeforeApplicationShutdown {
  private draining = false;

  constructor(private readonly database: Database) {}

  check(): Promise<boolean> {
    return this.draining ? Promise.resolve(false) : this.database.isReachable();
  }

  beforeApplicationShutdown(): void {
    this.draining = true;
  }
}
