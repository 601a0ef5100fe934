import type { ForecastView } from '@purser/contracts';
import { DateTime } from 'luxon';
import type { Lot } from '../lot.entity.js';
import { HISTORY_DAYS_NEEDED, type Forecast } from './forecast.js';
import { mean, nth } from './model/numbers.js';
import { tokensAtRisk, type UseCurves } from './tokens-at-risk.js';
import { UseCurve } from './use-curve.js';

/** The wallet at the moment of asking. */
export interface AskedNow {
  readonly at: Date;
  readonly lots: readonly Lot[];
  readonly available: number;
}

/** Low use lasts longest: p10 of what is used by each day; null without enough history. */
export function curvesOf({ status, localDate, timeZone, bands }: Forecast): UseCurves | null {
  if (status !== 'ready') return null;
  const { p10, p50, p90 } = bands.totals;
  return {
    low: new UseCurve(localDate, timeZone, p10),
    middle: new UseCurve(localDate, timeZone, p50),
    high: new UseCurve(localDate, timeZone, p90),
  };
}

/** The wire form: `days` days from the local day of asking, run-out and risk as of asking. */
export function forecastView(
  organizationId: string,
  forecast: Forecast,
  { at, lots, available }: AskedNow,
  days: number,
): ForecastView {
  const curves = curvesOf(forecast);
  const daily = curves ? dailyOf(forecast, curves, at, days) : [];
  const when = (curve: UseCurve | undefined) =>
    curve?.whenUsed(available, at)?.toISOString() ?? null;
  return {
    organizationId,
    status: forecast.status,
    method: forecast.method,
    historyDays: forecast.historyDays,
    historyDaysNeeded: HISTORY_DAYS_NEEDED,
    timeZone: forecast.timeZone,
    available,
    daily,
    perDayTokens: curves ? Math.round(mean(daily.map(({ p50 }) => p50))) : null,
    runOutAt: when(curves?.middle),
    runOutEarliestAt: when(curves?.high),
    runOutLatestAt: when(curves?.low),
    score: forecast.score,
    atRisk: curves ? tokensAtRisk(lots, curves, at) : [],
    computedAt: forecast.computedAt.toISOString(),
  };
}

/** A forecast of the day before still reaches far enough: it has a day to spare. */
function dailyOf(
  { localDate, timeZone, bands }: Forecast,
  { low, middle, high }: UseCurves,
  at: Date,
  days: number,
): ForecastView['daily'] {
  const start = DateTime.fromISO(localDate, { zone: timeZone });
  const today = DateTime.fromJSDate(at, { zone: timeZone }).startOf('day');
  const passed = Math.max(0, Math.round(today.diff(start, 'days').days));
  const { p10, p50, p90 } = bands.daily;
  const known = Math.max(0, Math.min(p50.length - passed, days));
  const first = start.plus({ days: passed }).toJSDate();
  return Array.from({ length: known }, (_, index) => {
    const day = start.plus({ days: passed + index });
    const end = day.plus({ days: 1 }).toJSDate();
    const total = (curve: UseCurve) => Math.round(curve.usedBetween(first, end));
    return {
      date: day.toISODate() ?? '',
      p10: nth(p10, passed + index),
      p50: nth(p50, passed + index),
      p90: nth(p90, passed + index),
      totalP10: total(low),
      totalP50: total(middle),
      totalP90: total(high),
    };
  });
}
