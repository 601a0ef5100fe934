import { Clock } from '@purser/platform';
import { DateTime, type DurationLike } from 'luxon';

/** When a TestClock starts unless told otherwise: a Thursday afternoon in New York. */
export const TEST_START = '2026-06-18T18:32:00.000Z';

/** Time that moves only when a test moves it. */
export class TestClock extends Clock {
  private instant: Date;

  constructor(start: Date | string = TEST_START) {
    super();
    this.instant = new Date(start);
  }

  override now(): Date {
    return new Date(this.instant);
  }

  /** Jumps to `instant`, forward or back. */
  set(instant: Date | string): void {
    this.instant = new Date(instant);
  }

  /** Moves by a luxon duration, for example `{ days: 1 }` or milliseconds; in UTC. */
  advance(duration: DurationLike): Date {
    this.instant = DateTime.fromJSDate(this.instant, { zone: 'utc' }).plus(duration).toJSDate();
    return this.now();
  }
}
