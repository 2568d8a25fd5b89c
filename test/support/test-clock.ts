import { Clock } from '../../src/common/clock.js';

/** The real time, plus what a test has let pass. */
export class TestClock extends Clock {
  private offset = 0;
  private stoppedAt?: number;

  override now(): number {
    return this.stoppedAt ?? super.now() + this.offset;
  }

  advance({ days = 0, minutes = 0, seconds = 0 }: { days?: number; minutes?: number; seconds?: number }): void {
    this.offset += ((days * 24 * 60 + minutes) * 60 + seconds) * 1000;
  }

  stopAt(instant: string): void {
    this.stoppedAt = Date.parse(instant);
  }

  goOn(): void {
    this.stoppedAt = undefined;
  }
}
