import type { ForecastView, LedgerDayView } from '@purser/contracts';
import type { Point } from '../shared/chart/axis.js';
import { addDays, startOfLocalDate } from '../shared/format/time.js';

/** What is expected to be available at the end of a local day. */
export interface ForecastPoint {
  atMs: number;
  date: string;
  /** At high use: one time in ten it is less. */
  low: number;
  middle: number;
  /** At low use: one time in ten it is more. */
  high: number;
}

/** What was available, oldest first, from rows newest first; usage slopes, everything else steps. */
export function availableLine(
  rows: readonly LedgerDayView[],
  fromMs: number,
  nowMs: number,
  available: number,
): Point[] {
  const line: Point[] = [];
  for (const row of rows.toReversed()) {
    const before = Math.max(0, row.availableAfter - row.amount);
    if (line.length === 0) line.push([fromMs, before]);
    line.push(
      [Math.max(fromMs, Date.parse(row.from)), before],
      [Math.max(fromMs, Date.parse(row.to)), row.availableAfter],
    );
  }
  if (line.length === 0) line.push([fromMs, available]);
  line.push([nowMs, available]);
  return line;
}

/** What is expected to be left by the end of each day, from now on, without anything coming in. */
export function forecastPoints(
  { daily, timeZone, available }: ForecastView,
  nowMs: number,
): ForecastPoint[] {
  const [today] = daily;
  if (!today) return [];
  const startMs = startOfLocalDate(today.date, timeZone);
  const endMs = startOfLocalDate(addDays(today.date, 1), timeZone);
  // Within a day use is even, so of today's only the rest is still to come.
  const passed = Math.min(1, Math.max(0, (nowMs - startMs) / (endMs - startMs)));
  const left = (total: number, ofToday: number) =>
    Math.max(0, Math.round(available - Math.max(0, total - ofToday * passed)));
  const points = daily.map((day) => ({
    atMs: startOfLocalDate(addDays(day.date, 1), timeZone),
    date: day.date,
    low: left(day.totalP90, today.totalP90),
    middle: left(day.totalP50, today.totalP50),
    high: left(day.totalP10, today.totalP10),
  }));
  const now = { atMs: nowMs, date: today.date, low: available, middle: available, high: available };
  return [now, ...points.filter(({ atMs }) => atMs > nowMs)];
}
