import { type DateTime } from 'luxon';

/** One debit of the demo's history. */
export interface DemoDebit {
  readonly at: Date;
  readonly amountTokens: bigint;
  readonly reference: string;
}

const WORKING_HOURS = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19];
const TASKS = ['summaries', 'search-index', 'chat', 'translations', 'nightly-report'];

/**
 * Lifelike usage of one day: busier on weekdays, quiet on weekends, a slow growth over the months
 * and some noise. The same `seed` gives the same history. Instants after `until` are left out.
 */
export function demoUsageOfDay(
  day: DateTime,
  dayIndex: number,
  dailyTokens: number,
  until: Date,
  seed: number,
): DemoDebit[] {
  const random = mulberry32(seed * 7_919 + dayIndex);
  const weekend = day.weekday >= 6;
  const trend = 1 + dayIndex / 600;
  const noise = 0.85 + random() * 0.3;
  const target = Math.round(dailyTokens * trend * noise * (weekend ? 0.35 : 1.15));
  const hours = weekend ? [10, 13, 16] : WORKING_HOURS;
  return hours.flatMap((hour) => {
    const minute = Math.floor(random() * 60);
    const at = day.set({ hour, minute, second: Math.floor(random() * 60) }).toJSDate();
    const share = target / hours.length;
    const amount = Math.max(1, Math.round(share * (0.6 + random() * 0.8)));
    const task = TASKS[Math.floor(random() * TASKS.length)] ?? 'chat';
    const reference = `${task}-${day.toISODate()}-${hour}`;
    return at < until ? [{ at, amountTokens: BigInt(amount), reference }] : [];
  });
}

/** A small seeded generator of numbers in [0, 1): the demo must be the same everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
