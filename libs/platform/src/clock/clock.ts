import { Injectable } from '@nestjs/common';

/**
 * The one source of time for everything the domain decides. Sessions, tokens, rate limits and
 * signature tolerances use machine time instead.
 */
export abstract class Clock {
  /** The present instant, in whole milliseconds. */
  abstract now(): Date;
}

/** The machine's own time. */
@Injectable()
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
