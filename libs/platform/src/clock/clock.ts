import { Injectable } from '@nestjs/common';

/**
 * The one source of time for everything the domain decides. Sessions, tokens, rate limits and
 * signature tolerances use machine time instead.
 */
export abstract class Clock {
  /** The present instant, in whole milliseconds. */
  abstract now(): Date;

  /**
   * Whether the clock of the sandbox is being moved at this moment. What would happen by itself
   * waits then: whoever moves the clock makes it happen in order.
   */
  get isMoving(): boolean {
    return false;
  }
}

/** The machine's own time. */
@Injectable()
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
