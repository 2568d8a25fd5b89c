import { Injectable } from '@nestjs/common';

/** Injected, so that a test moves time instead of sleeping. */
@Injectable()
export class Clock {
  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now();
  }

  date(): Date {
    return new Date(this.now());
  }
}
