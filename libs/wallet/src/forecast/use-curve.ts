import { DateTime } from 'luxon';
import { nth } from './model/numbers.js';

const TAIL_DAYS = 28;
const FARTHEST_DAYS = 3_650;

/**
 * Tokens used from the start of a local day on, by instants: even within a day (also one of 23 or 25
 * hours), and after the last known day at the mean pace of the last four weeks.
 */
export class UseCurve {
  private readonly start: DateTime;
  private readonly tailPerDay: number;

  /**
   * @param localDate the first day, `YYYY-MM-DD`
   * @param totals tokens used by the end of each day, never falling
   */
  constructor(
    localDate: string,
    timeZone: string,
    private readonly totals: readonly number[],
  ) {
    this.start = DateTime.fromISO(localDate, { zone: timeZone }).startOf('day');
    const tail = Math.min(TAIL_DAYS, totals.length);
    this.tailPerDay =
      tail === 0
        ? 0
        : (this.usedAfter(totals.length) - this.usedAfter(totals.length - tail)) / tail;
  }

  /** Tokens used between two instants; instants before the first day count as its start. */
  usedBetween(from: Date, to: Date): number {
    return Math.max(0, this.usedAfter(this.dayOf(to)) - this.usedAfter(this.dayOf(from)));
  }

  /** When `tokens` more than by `at` are used; null where that is not within ten years. */
  whenUsed(tokens: number, at: Date): Date | null {
    const from = this.dayOf(at);
    if (tokens <= 0) return at;
    const day = this.dayByWhich(this.usedAfter(from) + tokens);
    if (day === null || day - from > FARTHEST_DAYS) return null;
    const begin = this.start.plus({ days: Math.floor(day) });
    const length = begin.plus({ days: 1 }).toMillis() - begin.toMillis();
    const reached = begin.toMillis() + Math.round((day - Math.floor(day)) * length);
    return new Date(Math.max(at.getTime(), reached));
  }

  /** Whole and broken days since the start. */
  private dayOf(at: Date): number {
    const local = DateTime.fromJSDate(at, { zone: this.start.zone });
    const begin = local.startOf('day');
    const whole = Math.round(begin.diff(this.start, 'days').days);
    if (whole < 0) return 0;
    const length = begin.plus({ days: 1 }).toMillis() - begin.toMillis();
    return whole + (local.toMillis() - begin.toMillis()) / length;
  }

  private usedAfter(day: number): number {
    const known = this.totals.length;
    if (day >= known) return nth(this.totals, known - 1) + (day - known) * (this.tailPerDay || 0);
    const whole = Math.floor(day);
    const before = whole === 0 ? 0 : nth(this.totals, whole - 1);
    return before + (nth(this.totals, whole) - before) * (day - whole);
  }

  /** The first moment at which `used` is reached. */
  private dayByWhich(used: number): number | null {
    const whole = this.totals.findIndex((total) => total >= used);
    if (whole >= 0) {
      const before = whole === 0 ? 0 : nth(this.totals, whole - 1);
      return whole + (used - before) / (nth(this.totals, whole) - before);
    }
    if (!(this.tailPerDay > 0)) return null;
    const known = this.totals.length;
    return known + (used - nth(this.totals, known - 1)) / this.tailPerDay;
  }
}
