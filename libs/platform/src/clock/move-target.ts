import { DateTime, Duration } from 'luxon';
import { InvalidRequest } from '../problems/domain-error.js';
import type { MoveClockDto } from './dto/move-clock.dto.js';

/** One move goes this far at most; more moves go farther. */
const MOST_YEARS = 10;

/**
 * Where a body moves the clock from the present instant.
 *
 * @throws InvalidRequest neither or both of `now` and `advance`, no duration, or too far
 */
export function moveTarget({ now, advance }: MoveClockDto): (from: Date) => Date {
  if ((now === undefined) === (advance === undefined)) {
    throw new InvalidRequest([{ pointer: '', detail: 'send either now or advance' }]);
  }
  const pointer = now === undefined ? '/advance' : '/now';
  const duration = advance === undefined ? null : durationOf(advance, pointer);
  return (from) => {
    const start = DateTime.fromJSDate(from, { zone: 'utc' });
    const target = duration ? start.plus(duration) : DateTime.fromISO(now ?? '', { zone: 'utc' });
    if (!target.isValid || target > start.plus({ years: MOST_YEARS })) {
      throw new InvalidRequest([{ pointer, detail: `goes ${MOST_YEARS} years ahead at most` }]);
    }
    return target.toJSDate();
  };
}

function durationOf(text: string, pointer: string): Duration {
  const duration = Duration.fromISO(text);
  if (!duration.isValid) {
    const detail = 'must be an ISO 8601 duration, such as P1D, P1M or PT1H';
    throw new InvalidRequest([{ pointer, detail }]);
  }
  return duration;
}
