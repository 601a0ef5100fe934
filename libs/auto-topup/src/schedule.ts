import type { AutoTopUpInterval } from '@purser/contracts';
import { DateTime } from 'luxon';

/** When a schedule runs: at the wall time of its anchor, in the organization's zone. */
export interface Schedule {
  readonly interval: AutoTopUpInterval;
  /** Clamped to the month's last day; null = the anchor's day. Only of months. */
  readonly dayOfMonth: number | null;
  readonly anchorAt: Date;
}

/**
 * The first run strictly after `after`. Every run is counted from the anchor, never from the run
 * before, so that a short month or a change of the clocks moves no later one.
 */
export function nextRun(schedule: Schedule, timeZone: string, after: Date): Date {
  const anchor = DateTime.fromJSDate(schedule.anchorAt, { zone: timeZone });
  const unit = `${schedule.interval}s` as const;
  const passed = DateTime.fromJSDate(after, { zone: timeZone }).diff(anchor, unit).as(unit);
  // One earlier than counted: clamping can move a run of a month to before or after the count.
  for (let count = Math.max(0, Math.floor(passed) - 1); ; count += 1) {
    const run = runAt(schedule, anchor, count).toJSDate();
    if (run > after && run >= schedule.anchorAt) return run;
  }
}

function runAt(schedule: Schedule, anchor: DateTime, count: number): DateTime {
  const { interval, dayOfMonth } = schedule;
  if (interval === 'day') return anchor.plus({ days: count });
  if (interval === 'week') return anchor.plus({ weeks: count });
  const month = anchor.startOf('month').plus({ months: count });
  const day = Math.min(dayOfMonth ?? anchor.day, month.daysInMonth ?? 28);
  const { hour, minute, second, millisecond } = anchor;
  return month.set({ day, hour, minute, second, millisecond });
}
