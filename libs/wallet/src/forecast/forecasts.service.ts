import { Injectable } from '@nestjs/common';
import type { ForecastView, RunOutView } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import { newId, Outbox, type Tx } from '@purser/platform';
import { DateTime } from 'luxon';
import { currentLots, presentOf } from '../books/current-state.js';
import { availableOf, partsOfLots } from '../books/wallet-parts.js';
import { Wallet } from '../wallet.entity.js';
import { ForecastComputed } from './forecast.events.js';
import { forecastOf, type Forecast } from './forecast.js';
import { curvesOf, forecastView, type AskedNow } from './forecast-view.js';
import { tokensAtRisk } from './tokens-at-risk.js';
import { UsageDays, type WalletKey } from './usage-days.service.js';
import { UsageForecast } from './usage-forecast.entity.js';

/** Kept to be looked at beside what then came. */
const KEPT_DAYS = 35;

/** Forecasts of the wallet of the transaction's organization. */
@Injectable()
export class Forecasts {
  constructor(
    private readonly organizations: Organizations,
    private readonly days: UsageDays,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Tokens that are expected (p50) to be used in the `days` days from `at` on, rounded up; null
   * while there is too little history. Reads the day's stored forecast, or computes it.
   */
  async tokensForRunway(tx: Tx, days: number, at: Date): Promise<bigint | null> {
    const wallet = await tx.findOneBy(Wallet, { organizationId: tx.organizationId });
    if (!wallet) return null;
    const forecast = await this.current(tx, wallet, at);
    const curve = curvesOf(forecast)?.middle;
    if (!curve) return null;
    const until = DateTime.fromJSDate(at, { zone: forecast.timeZone }).plus({ days }).toJSDate();
    return BigInt(Math.ceil(curve.usedBetween(at, until)));
  }

  /** When `available` tokens run out if nothing is added, as seen at `at`. */
  async runOut(
    tx: Tx,
    wallet: WalletKey & Pick<Wallet, 'createdAt'>,
    available: number,
    at: Date,
  ): Promise<RunOutView> {
    // Nothing is known of the time before there was a wallet, nor has every such day a date.
    const curves = at < wallet.createdAt ? null : curvesOf(await this.current(tx, wallet, at));
    if (!curves) return { status: 'insufficient-history', runOutAt: null };
    const when = (curve: (typeof curves)['middle']) =>
      curve.whenUsed(available, at)?.toISOString() ?? null;
    return {
      status: 'ready',
      runOutAt: when(curves.middle),
      runOutEarliestAt: when(curves.high),
      runOutLatestAt: when(curves.low),
    };
  }

  /** The whole forecast with run-out and risk as of `now`, `days` days from today. */
  async view(tx: Tx, days: number, now: Date): Promise<ForecastView> {
    const wallet = await tx.findOneByOrFail(Wallet, { organizationId: tx.organizationId });
    const at = presentOf(wallet, now);
    const forecast = await this.current(tx, wallet, at);
    return forecastView(tx.organizationId, forecast, await this.asked(tx, at), days);
  }

  /**
   * Counts the days that are complete and stores the forecast of the local day of `now`, once,
   * however many instances do it; false where it is there. An empty wallet gets none.
   */
  async computeDaily(tx: Tx, now: Date): Promise<boolean> {
    const { organizationId } = tx;
    const wallet = await tx.findOneBy(Wallet, { organizationId });
    if (!wallet || wallet.seq === 0n) return false;
    const at = presentOf(wallet, now);
    const { timeZone } = await this.organizations.get(tx);
    const localDate = localDateOf(at, timeZone);
    const stored = await tx.findOneBy(UsageForecast, { organizationId, localDate });
    if (stored?.timeZone === timeZone) return false;
    if (stored) await tx.delete(UsageForecast, { organizationId, localDate });
    await this.days.count(tx, wallet, timeZone, at);
    const forecast = await this.compute(tx, wallet, timeZone, at);
    if (!(await this.store(tx, forecast, await this.asked(tx, at)))) return false;
    if (isMonday(at, timeZone)) await this.forgetOld(tx, timeZone, at);
    const { status } = forecast;
    await this.outbox.append(tx, new ForecastComputed({ organizationId, localDate, status }));
    return true;
  }

  /** Once a week is enough, and spares the other nights two statements per organization. */
  private async forgetOld(tx: Tx, timeZone: string, at: Date): Promise<void> {
    await this.days.forgetOld(tx, timeZone, at);
    await tx.query(
      'DELETE FROM token_usage_forecasts WHERE organization_id = $1 AND local_date < $2::date',
      [tx.organizationId, localDateOf(at, timeZone, KEPT_DAYS)],
    );
  }

  /** The stored forecast of the day of `at` or the day before; computed where there is none. */
  private async current(tx: Tx, wallet: WalletKey, at: Date): Promise<Forecast> {
    const { timeZone } = await this.organizations.get(tx);
    const [stored] = await tx
      .createQueryBuilder(UsageForecast, 'forecast')
      .where('forecast.organizationId = :organizationId', { organizationId: tx.organizationId })
      .andWhere('forecast.localDate >= :yesterday AND forecast.localDate <= :today', {
        yesterday: localDateOf(at, timeZone, 1),
        today: localDateOf(at, timeZone),
      })
      .andWhere('forecast.timeZone = :timeZone AND forecast.computedAt <= :at', { timeZone, at })
      .orderBy('forecast.localDate', 'DESC')
      .limit(1)
      .getMany();
    return stored ? fromStored(stored) : this.compute(tx, wallet, timeZone, at);
  }

  private async compute(tx: Tx, wallet: WalletKey, timeZone: string, at: Date): Promise<Forecast> {
    const days = await this.days.series(tx, wallet, timeZone, at);
    return forecastOf(days, localDateOf(at, timeZone), timeZone, at);
  }

  private async asked(tx: Tx, at: Date): Promise<AskedNow> {
    const lots = await currentLots(tx, at, { live: true });
    return { at, lots, available: Number(availableOf(partsOfLots(lots, at))) };
  }

  /** Whether this transaction was the first to store the day's forecast. */
  private async store(tx: Tx, forecast: Forecast, asked: AskedNow): Promise<boolean> {
    const { organizationId } = tx;
    const { score, bands } = forecast;
    const curves = curvesOf(forecast);
    const row: UsageForecast = {
      organizationId,
      id: newId(forecast.computedAt),
      localDate: forecast.localDate,
      timeZone: forecast.timeZone,
      status: forecast.status,
      method: forecast.method,
      historyDays: forecast.historyDays,
      availableTokens: BigInt(asked.available),
      daily: bands,
      runOutAt: curves?.middle.whenUsed(asked.available, asked.at) ?? null,
      atRisk: curves ? tokensAtRisk(asked.lots, curves, asked.at) : [],
      mase: score?.mase ?? null,
      seasonalNaiveMase: score?.seasonalNaiveMase ?? null,
      pinballLoss: score?.pinballLoss ?? null,
      coverage: score?.coverage ?? null,
      scoreOrigins: score?.origins ?? null,
      scoreHorizonDays: score?.horizonDays ?? null,
      computedAt: forecast.computedAt,
    };
    const { raw } = await tx
      .createQueryBuilder()
      .insert()
      .into(UsageForecast)
      .values(row)
      .orIgnore()
      .returning('id')
      .execute();
    return (raw as unknown[]).length > 0;
  }
}

function fromStored(row: UsageForecast): Forecast {
  const { scoreOrigins, scoreHorizonDays, pinballLoss, coverage } = row;
  const isScored =
    scoreOrigins !== null && scoreHorizonDays !== null && pinballLoss !== null && coverage !== null;
  return {
    status: row.status,
    method: row.method,
    historyDays: row.historyDays,
    localDate: row.localDate,
    timeZone: row.timeZone,
    bands: row.daily,
    score: isScored
      ? {
          origins: scoreOrigins,
          horizonDays: scoreHorizonDays,
          mase: row.mase,
          seasonalNaiveMase: row.seasonalNaiveMase,
          pinballLoss,
          coverage,
        }
      : null,
    computedAt: row.computedAt,
  };
}

function isMonday(at: Date, timeZone: string): boolean {
  return DateTime.fromJSDate(at, { zone: timeZone }).weekday === 1;
}

function localDateOf(at: Date, timeZone: string, daysBefore = 0): string {
  return DateTime.fromJSDate(at, { zone: timeZone }).minus({ days: daysBefore }).toISODate() ?? '';
}
