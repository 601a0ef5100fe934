import type { SubscriptionInterval } from '@purser/contracts';
import { IANAZone } from 'luxon';

/** What fixes every period of a subscription; frozen when it is created. */
export interface Anchor {
  readonly anchorAt: Date;
  readonly interval: SubscriptionInterval;
  /** IANA name. */
  readonly timeZone: string;
}

/** `end` is exclusive: the next period starts there. */
export interface PeriodSpan {
  readonly start: Date;
  readonly end: Date;
}

const MINUTE_MS = 60_000;
/** Farther from a wall time read as UTC than any zone's offset and change of offset together. */
const AROUND_MS = 36 * 60 * MINUTE_MS;
const MONTHS: Record<SubscriptionInterval, number> = { month: 1, year: 12 };

/**
 * When period `n` (0 is the first) starts: the anchor's local wall time plus n intervals, clamped to
 * the month's last day, always counted from the anchor itself. A wall time that the clocks skip is
 * taken as much later as they skip; of one that they show twice the first is taken.
 */
export function periodStart(anchor: Anchor, n: number): Date {
  if (n === 0) return new Date(anchor.anchorAt);
  const zone = IANAZone.create(anchor.timeZone);
  const anchorMs = anchor.anchorAt.getTime();
  const wallMs = anchorMs + offsetMs(zone, anchorMs);
  return new Date(instantOf(zone, plusMonths(wallMs, n * MONTHS[anchor.interval])));
}

/** From the start of period `n` to the start of the next one. */
export function periodSpan(anchor: Anchor, n: number): PeriodSpan {
  return { start: periodStart(anchor, n), end: periodStart(anchor, n + 1) };
}

/** The first period, not before period `least`, that starts at `at` or later. */
export function firstPeriodFrom(anchor: Anchor, at: Date, least = 0): number {
  let n = Math.max(least, Math.floor(monthsBetween(anchor.anchorAt, at) / MONTHS[anchor.interval]));
  while (n > least && periodStart(anchor, n - 1) >= at) n -= 1;
  while (periodStart(anchor, n) < at) n += 1;
  return n;
}

/** Whether period `n` starts on another day of the month than the anchor: the month is too short. */
export function isClamped(anchor: Anchor, n: number): boolean {
  return dayOfMonth(anchor, periodStart(anchor, n)) < dayOfMonth(anchor, anchor.anchorAt);
}

/** The same wall time in `months` months, or on that month's last day; both in ms as if UTC. */
function plusMonths(wallMs: number, months: number): number {
  const wall = new Date(wallMs);
  const moved = new Date(wallMs);
  moved.setUTCDate(1);
  moved.setUTCMonth(wall.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0));
  moved.setUTCDate(Math.min(wall.getUTCDate(), lastDay.getUTCDate()));
  return moved.getTime();
}

/** The first instant at which clocks in `zone` show `wallMs`. */
function instantOf(zone: IANAZone, wallMs: number): number {
  const before = offsetMs(zone, wallMs - AROUND_MS);
  const after = offsetMs(zone, wallMs + AROUND_MS);
  const readings = [wallMs - before, wallMs - after].toSorted((a, b) => a - b);
  const shown = readings.find((instant) => instant + offsetMs(zone, instant) === wallMs);
  return shown ?? wallMs - before;
}

const offsetMs = (zone: IANAZone, instantMs: number): number =>
  Math.round(zone.offset(instantMs) * MINUTE_MS);

function dayOfMonth({ timeZone }: Anchor, instant: Date): number {
  const zone = IANAZone.create(timeZone);
  return new Date(instant.getTime() + offsetMs(zone, instant.getTime())).getUTCDate();
}

function monthsBetween(from: Date, to: Date): number {
  const years = to.getUTCFullYear() - from.getUTCFullYear();
  return years * 12 + to.getUTCMonth() - from.getUTCMonth();
}
