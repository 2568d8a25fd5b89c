import { Injectable } from '@nestjs/common';

/** The time of day, injected wherever expiry or lockout is decided, so that a test moves time instead of sleeping. */
@Injectable()
export class Clock {
  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now();
  }

  /** The same, as a date. */
  date(): Date {
    return new Date(this.now());
  }
}
