import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';

/** A process is ready while the database answers and it is not about to stop. */
@Injectable()
export class Readiness {
  private draining = false;
  private closing = false;

  constructor(private readonly database: Database) {}

  check(): Promise<boolean> {
    return this.draining ? Promise.resolve(false) : this.database.isReachable();
  }

  /** Not ready from here on, so that balancers look elsewhere. Requests are still served. */
  drain(): void {
    this.draining = true;
  }

  /** Whether each answer must be the last on its connection. */
  get isClosing(): boolean {
    return this.closing;
  }

  close(): void {
    this.closing = true;
  }
}
