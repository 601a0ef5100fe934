import { Injectable } from '@nestjs/common';
import { Organizations } from '@purser/identity';
import type { Tx } from '@purser/platform';
import { Forecasts } from '@purser/wallet';
import { DateTime } from 'luxon';
import { marksOf, type Sight } from './hysteresis.js';
import type { Threshold } from './threshold.entity.js';

/** Local hour after which the forecast of the day is there. */
const FORECAST_HOUR = 3;
const FORECAST_MINUTE = 30;

/** The columns that say where a threshold fires. */
export type MarkColumns = Pick<
  Threshold,
  'baseTokens' | 'markTokens' | 'rearmTokens' | 'refreshAt'
>;

type Defined = Pick<Threshold, 'kind' | 'value' | 'bandPercent'> & MarkColumns;

/** Turns percent and days of runway into tokens. */
@Injectable()
export class ThresholdMarks {
  constructor(
    private readonly organizations: Organizations,
    private readonly forecasts: Forecasts,
  ) {}

  /** What a threshold is compared with at `sight`; days of runway keep their mark for a day. */
  async of(tx: Tx, threshold: Defined, sight: Sight): Promise<MarkColumns> {
    const { kind, value } = threshold;
    if (kind === 'runwayDays' && isFresh(threshold, sight.at)) return columnsOf(threshold);
    const baseTokens = kind === 'percent' ? (sight.lastCredit?.availableTokens ?? null) : null;
    const runwayTokens =
      kind === 'runwayDays'
        ? await this.forecasts.tokensForRunway(tx, Number(value), sight.at)
        : null;
    const marks = marksOf(threshold, { baseTokens, runwayTokens });
    return {
      baseTokens,
      markTokens: marks?.markTokens ?? null,
      rearmTokens: marks?.rearmTokens ?? null,
      refreshAt: kind === 'runwayDays' ? await this.nextRefresh(tx, sight.at) : null,
    };
  }

  /** The next local morning, after the forecast of that day. */
  private async nextRefresh(tx: Tx, at: Date): Promise<Date> {
    const { timeZone } = await this.organizations.get(tx);
    const local = DateTime.fromJSDate(at, { zone: timeZone });
    const time = { hour: FORECAST_HOUR, minute: FORECAST_MINUTE, second: 0, millisecond: 0 };
    const today = local.set(time);
    return (today > local ? today : local.plus({ days: 1 }).set(time)).toJSDate();
  }
}

const isFresh = ({ markTokens, refreshAt }: MarkColumns, at: Date): boolean =>
  markTokens !== null && refreshAt !== null && refreshAt > at;

function columnsOf({ baseTokens, markTokens, rearmTokens, refreshAt }: MarkColumns): MarkColumns {
  return { baseTokens, markTokens, rearmTokens, refreshAt };
}
