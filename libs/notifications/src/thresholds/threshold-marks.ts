import { Injectable } from '@nestjs/common';
import { Organizations } from '@purser/identity';
import type { Tx } from '@purser/platform';
import { Wallets } from '@purser/wallet';
import { DateTime } from 'luxon';
import { marksOf, type Sight } from './hysteresis.js';
import { runwayTokens } from './runway.js';
import type { Threshold } from './threshold.entity.js';

/** Local hour after which the forecast of the day is there. */
const FORECAST_HOUR = 3;
const FORECAST_MINUTE = 30;

/** The columns that say where a threshold fires. */
export type MarkColumns = Pick<
  Threshold,
  'baseTokens' | 'markTokens' | 'rearmTokens' | 'refreshAt'
>;

type Defined = Pick<Threshold, 'kind' | 'value' | 'bandPercent'>;

/** Turns percent and days of runway into tokens. */
@Injectable()
export class ThresholdMarks {
  constructor(
    private readonly organizations: Organizations,
    private readonly wallets: Wallets,
  ) {}

  /** What a threshold is compared with at `sight`. */
  async of(tx: Tx, threshold: Defined, sight: Sight): Promise<MarkColumns> {
    const { kind, value } = threshold;
    const baseTokens = kind === 'percent' ? (sight.lastCredit?.availableTokens ?? null) : null;
    const runway = kind === 'runwayDays' ? await this.runway(tx, Number(value), sight.at) : null;
    const marks = marksOf(threshold, { baseTokens, runwayTokens: runway });
    return {
      baseTokens,
      markTokens: marks?.markTokens ?? null,
      rearmTokens: marks?.rearmTokens ?? null,
      refreshAt: kind === 'tokens' ? null : await this.nextRefresh(tx, sight.at),
    };
  }

  private runway(tx: Tx, days: number, at: Date): Promise<bigint | null> {
    const rooms = { wallets: this.wallets, organizations: this.organizations };
    return runwayTokens(tx, rooms, days, at);
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
