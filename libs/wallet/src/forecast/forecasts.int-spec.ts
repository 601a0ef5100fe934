import { DateTime } from 'luxon';
import { walletRoom, type WalletUnderTest } from '../../testing/wallet-fixture.js';
import { ForecastComputed } from './forecast.events.js';
import { ForecastCron } from './forecast.cron.js';
import { Forecasts } from './forecasts.service.js';
import { UsageDay } from './usage-day.entity.js';
import { UsageDays } from './usage-days.service.js';
import { UsageForecast } from './usage-forecast.entity.js';

const WEEK = [120, 130, 120, 110, 100, 30, 20];

describe('forecasts of a wallet', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;
  let wallet: WalletUnderTest;

  beforeAll(async () => {
    room = await walletRoom();
  });

  afterAll(() => room.close());

  beforeEach(async () => {
    room.t.clock.set('2026-10-01T16:00:00Z');
    wallet = await room.wallet({ timeZone: 'America/New_York' });
    await wallet.grant({ tokens: 100_000n });
  });

  /** Spends a week's pattern at noon in New York for `days` days, ending at noon of the next. */
  async function use(days: number, more: (day: number) => Promise<unknown> = async () => 0) {
    for (let day = 0; day < days; day += 1) {
      await wallet.spend(WEEK[day % 7] ?? 1);
      await more(day);
      room.t.clock.advance({ days: 1 });
    }
  }

  const runJob = () => room.t.get(ForecastCron).calculateUsageForecasts();
  const inTx = <T>(work: Parameters<typeof room.t.unitOfWork.run<T>>[1]) =>
    room.t.unitOfWork.run(wallet.organizationId, work);
  const view = (days = 30) =>
    inTx((tx) => room.t.get(Forecasts).view(tx, days, room.t.clock.now()));
  const stored = () =>
    inTx((tx) =>
      tx.find(UsageForecast, {
        where: { organizationId: wallet.organizationId },
        order: { localDate: 'ASC' },
      }),
    );
  const counted = () =>
    inTx((tx) =>
      tx.find(UsageDay, {
        where: { organizationId: wallet.organizationId },
        order: { localDate: 'ASC' },
      }),
    );
  /** Net use by local day straight from the ledger, entry by entry. */
  const fromLedger = async (timeZone: string, until: Date) => {
    const { rows } = await room.t.superuser.query<{ day: string; tokens: string }>(
      `SELECT to_char(at AT TIME ZONE $2, 'YYYY-MM-DD') AS day, sum(-amount) AS tokens
         FROM token_balance_history
        WHERE organization_id = $1 AND at < $3 AND kind IN ('debit', 'capture', 'reversal')
        GROUP BY 1 ORDER BY 1`,
      [wallet.organizationId, timeZone, until],
    );
    return rows.map(({ day, tokens }) => [day, BigInt(tokens)]);
  };

  it('says how much history is missing', async () => {
    await use(13);
    expect(await view()).toMatchObject({
      status: 'insufficient-history',
      method: null,
      historyDays: 13,
      historyDaysNeeded: 14,
      daily: [],
      perDayTokens: null,
      runOutAt: null,
      score: null,
      atRisk: [],
    });
    const at = room.t.clock.now();
    expect(await inTx((tx) => room.t.get(Forecasts).tokensForRunway(tx, 7, at))).toBeNull();
  });

  it('repeats a steady week, day by day, and knows when the tokens end', async () => {
    await use(28);
    const forecast = await view(35);
    expect(forecast).toMatchObject({ status: 'ready', historyDays: 28, perDayTokens: 90 });
    expect(forecast.daily).toHaveLength(35);
    // The clock stands 28 whole weeks-days later: the forecast begins with the pattern's first day.
    expect(forecast.daily.slice(0, 7).map(({ p50 }) => p50)).toEqual(WEEK);
    const sums = WEEK.map((_, index) => WEEK.slice(0, index + 1).reduce((sum, day) => sum + day));
    expect(forecast.daily.slice(0, 7).map(({ totalP50 }) => totalP50)).toEqual(sums);
    expect(forecast.daily[0]?.date).toBe('2026-10-29');
    expect(forecast.score).toMatchObject({ origins: 1, mase: null, coverage: 1 });
    const left = 100_000 - 4 * 630;
    expect(forecast.available).toBe(left);
    // 154 whole weeks are 97,020 tokens; the rest ends within the week after.
    const weeks = Math.floor(left / 630);
    const at = DateTime.fromISO(forecast.runOutAt ?? '', { zone: 'America/New_York' });
    const now = DateTime.fromJSDate(room.t.clock.now(), { zone: 'America/New_York' });
    const days = at.diff(now, 'days').days;
    expect(days).toBeGreaterThan(weeks * 7);
    expect(days).toBeLessThan(weeks * 7 + 7.1);
  });

  it('turns days of runway into tokens', async () => {
    await use(28);
    const tokens = (days: number) =>
      inTx((tx) => room.t.get(Forecasts).tokensForRunway(tx, days, room.t.clock.now()));
    expect(await tokens(7)).toBe(630n);
    expect(await tokens(14)).toBe(1_260n);
    // Beyond the 90 days of the forecast at their mean pace, whatever the weekday.
    const twentyWeeks = Number(await tokens(140));
    expect(Math.abs(twentyWeeks - 20 * 630)).toBeLessThan(100);
  });

  it('counts only use: no credit, no adjustment, no expiry; what is given back reduces it', async () => {
    const expiring = await wallet.grant({ tokens: 500n, expiresAt: wallet.inDays(20) });
    expect(expiring.lotId).toBeDefined();
    let lastEntry = '';
    await use(28, async (day) => {
      if (day === 3) await wallet.adjust(-900);
      if (day === 5) await wallet.grant({ tokens: 70n });
      if (day === 9) await wallet.capture((await wallet.hold(50)).id, 40);
      if (day === 12) lastEntry = (await wallet.spend(17)).entryId;
      if (day === 13) await wallet.reverse(lastEntry);
    });
    await runJob();
    const days = (await counted()).map(({ tokens }) => Number(tokens));
    const expected = Array.from({ length: 28 }, (_, day) => WEEK[day % 7] ?? 0);
    expected[9] = (expected[9] ?? 0) + 40;
    expected[12] = (expected[12] ?? 0) + 17;
    expected[13] = (expected[13] ?? 0) - 17;
    expect(days).toEqual(expected);
    expect((await counted()).map((day) => [day.localDate, day.tokens])).toEqual(
      (await fromLedger('America/New_York', room.t.clock.now())).slice(0, 28),
    );
  });

  it('counts each entry once, over a clock change and whatever instant it is asked at', async () => {
    room.t.clock.set('2026-10-30T03:59:59.999Z');
    for (const at of [
      '2026-10-30T04:00:00Z',
      '2026-10-31T23:00:00Z',
      '2026-11-01T03:59:59.999Z',
      '2026-11-01T04:00:00Z',
      '2026-11-01T05:30:00Z',
      '2026-11-01T06:30:00Z',
      '2026-11-02T04:59:59.999Z',
      '2026-11-02T05:00:00Z',
      '2026-11-05T12:00:00Z',
    ]) {
      room.t.clock.set(at);
      await wallet.spend(at.length + new Date(at).getUTCHours());
      if (at < '2026-11-02T05') await runJob();
    }
    room.t.clock.set('2026-11-06T08:00:00Z');
    await runJob();
    await runJob();
    const today = DateTime.fromISO('2026-11-06', { zone: 'America/New_York' }).toJSDate();
    const kept = await counted();
    expect(kept.map(({ localDate }) => localDate)).toEqual([
      ...['2026-10-30', '2026-10-31', '2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'],
      '2026-11-05',
    ]);
    expect(
      kept.filter(({ tokens }) => tokens > 0n).map((day) => [day.localDate, day.tokens]),
    ).toEqual(await fromLedger('America/New_York', today));
  });

  it('counts on from the last entry: one written around midnight falls to the next day', async () => {
    await use(2);
    await runJob();
    const [, last] = await counted();
    // As if the last debit of the day had been committed a moment after the day was counted.
    await inTx((tx) =>
      tx.query(
        `UPDATE token_usage_days SET last_seq = last_seq - 1, balance_after = balance_after + $2,
            tokens = tokens - $2 WHERE organization_id = $1 AND local_date = $3`,
        [wallet.organizationId, WEEK[1], last?.localDate],
      ),
    );
    room.t.clock.advance({ days: 1 });
    await runJob();
    expect((await counted()).map(({ tokens }) => tokens)).toEqual([120n, 0n, 130n]);
  });

  it('counts again where the organization moves to another zone', async () => {
    await use(20);
    await runJob();
    await room.t.superuser.query(
      `UPDATE organizations SET time_zone = 'Pacific/Auckland' WHERE organization_id = $1`,
      [wallet.organizationId],
    );
    await runJob();
    const days = await counted();
    expect(new Set(days.map(({ timeZone }) => timeZone))).toEqual(new Set(['Pacific/Auckland']));
    const midnight = DateTime.fromJSDate(room.t.clock.now(), { zone: 'Pacific/Auckland' });
    expect(days.map((day) => [day.localDate, day.tokens])).toEqual(
      await fromLedger('Pacific/Auckland', midnight.startOf('day').toJSDate()),
    );
    expect((await stored()).at(-1)).toMatchObject({
      timeZone: 'Pacific/Auckland',
      localDate: '2026-10-22',
    });
  });

  it('reads no entry of a day that is counted', async () => {
    await use(20);
    await runJob();
    const before = await view();
    const read = await inTx(async (tx) => {
      const days = room.t.get(UsageDays);
      const found = await tx.query<{ id: string }[]>(
        'SELECT id FROM organization_token_wallets WHERE organization_id = $1',
        [wallet.organizationId],
      );
      const key = { organizationId: wallet.organizationId, id: found[0]?.id ?? '' };
      const queries: string[] = [];
      const query = tx.query.bind(tx);
      tx.query = ((sql: string, parameters?: unknown[]) => {
        queries.push(sql);
        return query(sql, parameters);
      }) as typeof tx.query;
      const series = await days.series(tx, key, 'America/New_York', room.t.clock.now());
      return { series, queries };
    });
    expect(read.series).toHaveLength(20);
    expect(read.queries).toEqual([expect.stringContaining('FROM token_usage_days')]);
    expect(before.historyDays).toBe(20);
  });

  it('is stored once a day by however many instances, and tells so once', async () => {
    await use(20);
    const forecasts = room.t.get(Forecasts);
    const now = room.t.clock.now();
    const results = await Promise.all(
      Array.from({ length: 4 }, () => inTx((tx) => forecasts.computeDaily(tx, now))),
    );
    expect(results.filter(Boolean)).toHaveLength(1);
    await runJob();
    expect(await stored()).toHaveLength(1);
    const { rows } = await room.t.superuser.query(
      'SELECT payload FROM outbox WHERE organization_id = $1 AND event = $2',
      [wallet.organizationId, ForecastComputed.eventName],
    );
    expect(rows).toEqual([{ payload: { localDate: '2026-10-21', status: 'ready' } }]);
  });

  it('says the same from the stored forecast as from the ledger', async () => {
    await use(40);
    const computed = await view(60);
    await runJob();
    const [row] = await stored();
    expect(row).toMatchObject({
      method: computed.method,
      historyDays: 40,
      runOutAt: new Date(computed.runOutAt ?? 0),
      scoreOrigins: 2,
    });
    expect(await view(60)).toEqual(computed);
  });

  it('moves run-out with the balance, while the forecast of use stays', async () => {
    await use(28);
    await runJob();
    const before = await view();
    await wallet.grant({ tokens: 630n });
    const after = await view();
    expect(after.daily).toEqual(before.daily);
    const moved =
      new Date(after.runOutAt ?? 0).getTime() - new Date(before.runOutAt ?? 0).getTime();
    expect(Math.abs(moved / 86_400_000 - 7)).toBeLessThan(0.05);
  });

  it('takes the forecast of the day before, and makes one where there is none so fresh', async () => {
    await use(28);
    await runJob();
    room.t.clock.advance({ days: 1 });
    const dayAfter = await view();
    expect(dayAfter).toMatchObject({ historyDays: 28, computedAt: '2026-10-29T16:00:00.000Z' });
    expect(dayAfter.daily[0]).toMatchObject({ date: '2026-10-30', p50: WEEK[1] });
    room.t.clock.advance({ days: 1 });
    expect(await view()).toMatchObject({ historyDays: 30, computedAt: '2026-10-31T16:00:00.000Z' });
  });

  it('names the lots that would expire with tokens in them', async () => {
    await wallet.grant({ tokens: 10_000n, expiresAt: wallet.inDays(42), label: 'Too large' });
    await use(28);
    const { atRisk } = await view();
    // 42 days from the start are 14 from here: two more weeks of 630 go out of it, but for an hour
    // of 5 tokens, since New York falls back in between and the lot's hours do not.
    expect(atRisk).toMatchObject([
      { label: 'Too large', remaining: 10_000 - 4 * 630, unused: 10_000 - 6 * 630 + 5 },
    ]);
    await runJob();
    expect((await stored())[0]?.atRisk).toEqual(atRisk);
  });

  it('forgets what no forecast reads any more', async () => {
    await use(2);
    const insert = `INSERT INTO token_usage_days
      (organization_id, local_date, time_zone, tokens, last_seq, balance_after)
      VALUES ($1, '2025-01-01', 'America/New_York', 1, 0, 0)`;
    await room.t.superuser.query(insert, [wallet.organizationId]);
    await runJob();
    expect((await counted())[0]?.localDate).toBe('2025-01-01');
    // Each week on Mondays: 2026-10-05 is one.
    room.t.clock.set('2026-10-05T16:00:00Z');
    await runJob();
    const oldest = (await counted())[0]?.localDate ?? '';
    expect(oldest > '2025-08-01').toBe(true);
    for (let week = 1; week <= 6; week += 1) {
      room.t.clock.advance({ days: 7 });
      await runJob();
    }
    expect((await stored()).map(({ localDate }) => localDate)).toEqual([
      '2026-10-12',
      '2026-10-19',
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
      '2026-11-16',
    ]);
  });

  it('leaves the others alone when one organization fails', async () => {
    await use(15);
    const healthy = wallet;
    wallet = await room.wallet({ timeZone: 'America/New_York' });
    await wallet.grant({ tokens: 10n });
    await room.t.superuser.query(
      `UPDATE organizations SET time_zone = 'Nowhere/Nothing' WHERE organization_id = $1`,
      [wallet.organizationId],
    );
    const run = await runJob();
    expect(run.errors).toBe(1);
    expect(run.firstError).toContain(wallet.organizationId);
    await room.t.superuser.query(
      `UPDATE organizations SET time_zone = 'UTC' WHERE organization_id = $1`,
      [wallet.organizationId],
    );
    wallet = healthy;
    expect(await stored()).toHaveLength(1);
  });
});
