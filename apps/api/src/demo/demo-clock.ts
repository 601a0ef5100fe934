import { Clock } from '@purser/platform';

/** A clock that stands where the demo's history is being written. */
export class DemoClock extends Clock {
  constructor(private instant: Date) {
    super();
  }

  override now(): Date {
    return new Date(this.instant);
  }

  /** Moves to `instant`; history is written forwards only. */
  moveTo(instant: Date): void {
    if (instant < this.instant) throw new Error('The demo clock does not go back');
    this.instant = instant;
  }
}
