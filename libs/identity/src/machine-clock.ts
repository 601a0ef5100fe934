import { Injectable } from '@nestjs/common';

/**
 * The machine's own time, for what must not follow the sandbox clock: access tokens, sessions, key
 * expiry, login throttle. Tests put another in its place.
 */
@Injectable()
export class MachineClock {
  now(): Date {
    return new Date();
  }
}
