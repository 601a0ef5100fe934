import { NotFound } from '@purser/platform';
import { DateTime } from 'luxon';
import {
  anActor,
  PROGRAM,
  walletRoom,
  type WalletUnderTest,
} from '../../testing/wallet-fixture.js';
import { Spending, WalletCron } from '../index.js';
import { LotExtension } from '../support/lot-extension.service.js';
import { WalletReader } from '../wallet.service.js';
import { LedgerHistory } from './history.service.js';
import { Refusals } from './refusals.service.js';

describe('looking at a wallet', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;
  let wallet: WalletUnderTest;

  beforeAll(async () => {
    room = await walletRoom();
  });

  afterAll(() => room.close());

  beforeEach(async () => {
    wallet = await room.wallet({ timeZone: 'America/New_York' });
  });

  const history = () => room.t.get(LedgerHistory);

  it('shows lots in burn order with the open one whole', async () => {
    const never = await wallet.grant({ tokens: 10n });
    const soon = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(1), costMinor: 0n });
    await wallet.spend(3);
    await wallet.hold(4);
    await wallet.spend(1);
    const view = await wallet.view();
    expect(view).toMatchObject({ balance: 16, held: 4, available: 12, status: 'active' });
    expect(view.lots).toMatchObject([
      { id: soon.lotId, remaining: 6, held: 4, cost: { amount: 0 } },
      { id: never.lotId, remaining: 10, held: 0 },
    ]);
    const listed = await room.t.get(WalletReader).lots(wallet.organizationId, { limit: 50 });
    expect(listed.data.map(({ remaining }) => remaining).sort()).toEqual([10, 6]);
  });

  it('shows an empty wallet where nothing has happened', async () => {
    expect(await wallet.view()).toMatchObject({
      balance: 0,
      lots: [],
      usage: { totalTokens: 0, perDayTokens: 0 },
      forecast: { status: 'insufficient-history', runOutAt: null },
      availableAfterLastCredit: null,
    });
  });

  it('shows any past instant lot by lot, as it was shown then', async () => {
    const { clock } = room.t;
    const shown: { at: Date; view: object }[] = [];
    const moments = [
      () => wallet.grant({ tokens: 100n, expiresAt: wallet.inDays(5) }),
      () => wallet.spend(10),
      () => wallet.hold(30, 3 * 86_400),
      () => wallet.grant({ tokens: 50n }),
      () => wallet.spend(65),
      () => wallet.hold(5, 60),
      () => wallet.adjust(-7),
      () => Promise.resolve(clock.advance({ days: 4 })),
      async () => {
        const [lot] = (await wallet.view()).lots;
        if (!lot) throw new Error('There is no lot');
        await room.t
          .get(LotExtension)
          .extend(wallet.organizationId, lot.id, wallet.inDays(3), 'more time', anActor('s'));
      },
      () => Promise.resolve(clock.advance({ days: 2 })),
      () => wallet.spend(3),
      () => Promise.resolve(clock.advance({ days: 2 })),
      () => room.t.get(WalletCron).processTokenExpiration(),
      async () => wallet.reverse((await wallet.spend(2)).entryId),
    ];
    for (const moment of moments) {
      clock.advance({ hours: 1 });
      await moment();
      clock.advance({ milliseconds: 1 });
      const at = clock.now();
      shown.push({ at, view: await wallet.view() });
    }
    clock.advance({ days: 30 });
    for (const { at, view } of shown) {
      expect({ at, view: await wallet.view(at) }).toEqual({ at, view });
      expect(await wallet.balance(at)).toMatchObject({
        available: (view as { available: number }).available,
      });
    }
    expect(await wallet.balance(new Date('2020-01-01T00:00:00Z'))).toMatchObject({ balance: 0 });
    expect(await wallet.faults()).toEqual([]);
  });

  it('refuses a future instant', async () => {
    await expect(wallet.view(wallet.inDays(1))).rejects.toMatchObject({
      problem: 'invalid-request',
    });
  });

  it('pages entries newest first and filters them', async () => {
    const { clock } = room.t;
    await wallet.grant({ tokens: 100n });
    const from = clock.advance({ hours: 1 });
    const booked = [await wallet.spend(1, 'a'), await wallet.spend(2, 'b')];
    const to = clock.advance({ hours: 1 });
    booked.push(await wallet.spend(3, 'c'));
    const list = async (filter: object) =>
      (await history().entries(wallet.organizationId, { limit: 50, ...filter })).data;

    const first = await history().entries(wallet.organizationId, { limit: 3 });
    expect(first.data.map(({ amount }) => amount)).toEqual([-3, -2, -1]);
    const cursor = first.nextCursor as string;
    await wallet.spend(4);
    const next = await history().entries(wallet.organizationId, { limit: 3, cursor });
    expect(next).toMatchObject({ data: [{ amount: 100, kind: 'purchase' }], nextCursor: null });
    expect((await list({ kind: 'purchase' })).map(({ amount }) => amount)).toEqual([100]);
    expect((await list({ reference: 'b' })).map(({ id }) => id)).toEqual([booked[1]?.entryId]);
    expect((await list({ from, to })).map(({ amount }) => amount)).toEqual([-2, -1]);
    expect((await list({ from: to })).map(({ amount }) => amount)).toEqual([-4, -3]);
    expect((await list({ kind: 'debit', to })).map(({ amount }) => amount)).toEqual([-2, -1]);
  });

  it('rolls usage up by local day, split at credits and at the days of a clock change', async () => {
    const { clock } = room.t;
    const at = async (instant: string, work: () => Promise<unknown>) => {
      clock.set(instant);
      await work();
    };
    // New York falls back on 2026-11-01: that day has 25 hours.
    await at('2026-10-31T12:00:00Z', () => wallet.grant({ tokens: 1_000n }));
    await at('2026-11-01T03:59:59.999Z', () => wallet.spend(1));
    await at('2026-11-01T04:00:00Z', () => wallet.spend(10));
    await at('2026-11-01T05:30:00Z', () => wallet.spend(20));
    await at('2026-11-01T12:00:00Z', () => wallet.grant({ tokens: 5n, kind: 'bonus' }));
    await at('2026-11-01T13:00:00Z', async () => {
      await wallet.capture((await wallet.hold(50)).id, 40);
      await wallet.spend(2);
    });
    await at('2026-11-02T04:59:59.999Z', () => wallet.spend(3));
    await at('2026-11-02T05:00:00Z', () => wallet.spend(4));

    const page = await history().days(wallet.organizationId, { limit: 50 });
    expect(
      page.data.map(({ date, kind, entries, amount, balanceAfter }) => [
        date,
        kind,
        entries,
        amount,
        balanceAfter,
      ]),
    ).toEqual([
      ['2026-11-02', 'debit', 1, -4, 925],
      ['2026-11-01', 'debit', 3, -45, 929],
      ['2026-11-01', 'bonus', 1, 5, 974],
      ['2026-11-01', 'debit', 2, -30, 969],
      ['2026-10-31', 'debit', 1, -1, 999],
      ['2026-10-31', 'purchase', 1, 1_000, 1_000],
    ]);
    expect(page.data[1]).toMatchObject({
      from: '2026-11-01T13:00:00.000Z',
      to: '2026-11-02T04:59:59.999Z',
      entryId: null,
    });
    const first = await history().days(wallet.organizationId, { limit: 2 });
    const rest = await history().days(wallet.organizationId, {
      limit: 50,
      cursor: first.nextCursor as string,
    });
    expect([...first.data, ...rest.data]).toEqual(page.data);
    const within = await history().days(wallet.organizationId, {
      limit: 50,
      from: new Date('2026-11-01T05:00:00Z'),
      to: new Date('2026-11-01T13:00:00Z'),
    });
    expect(within.data.map(({ amount }) => amount)).toEqual([5, -20]);
    const usage = (await wallet.view()).usage;
    expect(usage.days.slice(-3)).toEqual([
      { date: '2026-10-31', tokens: 1 },
      { date: '2026-11-01', tokens: 75 },
      { date: '2026-11-02', tokens: 4 },
    ]);
    expect(usage.totalTokens).toBe(80);
  });

  it('counts use net of reversals and without expiry, adjustments and credits', async () => {
    const { clock } = room.t;
    clock.set('2026-12-01T15:00:00Z');
    await wallet.grant({ tokens: 100n, expiresAt: wallet.inDays(2), kind: 'subscription' });
    const debit = await wallet.spend(10);
    await wallet.adjust(-5);
    clock.advance({ days: 1 });
    await wallet.reverse(debit.entryId);
    await wallet.spend(4);
    clock.advance({ days: 2 });
    await room.t.get(WalletCron).processTokenExpiration();
    const view = await wallet.view();
    expect(view.usage.days.slice(-4).map(({ tokens }) => tokens)).toEqual([10, -6, 0, 0]);
    expect(view.usage.totalTokens).toBe(4);
    expect(view.availableAfterLastCredit).toBe(100);
  });

  it('says when the tokens run out once there are 14 days of history', async () => {
    const { clock } = room.t;
    clock.set('2027-01-01T15:00:00Z');
    await wallet.grant({ tokens: 1_000n });
    for (let day = 0; day < 13; day += 1) {
      await wallet.spend(10);
      clock.advance({ days: 1 });
    }
    expect((await wallet.view()).forecast.status).toBe('insufficient-history');
    await wallet.spend(10);
    clock.advance({ days: 1 });
    const { forecast, available } = await wallet.view();
    expect(available).toBe(860);
    // 86 local days: a clock change in between makes them an hour shorter.
    const local = DateTime.fromJSDate(clock.now(), { zone: 'America/New_York' });
    const runOutAt = local.plus({ days: 86 }).toUTC().toISO();
    const bounds = { runOutEarliestAt: runOutAt, runOutLatestAt: runOutAt };
    expect(forecast).toEqual({ status: 'ready', runOutAt, ...bounds });
  });

  it('explains an entry: its lots, their purchase, and what its tokens cost to the minor unit', async () => {
    const purchaseId = '018f0000-0000-7000-8000-00000000abcd';
    const paid = await wallet.grant({
      tokens: 3n,
      costMinor: 100n,
      expiresAt: wallet.inDays(1),
      purchaseId,
      purchaseReferenceId: 'PUR-1',
      invoiceId: purchaseId,
    });
    const free = await wallet.grant({ tokens: 10n, costMinor: 0n });
    const costs: unknown[] = [];
    for (const amount of [1, 1, 2]) {
      const { entryId } = await wallet.spend(amount);
      const { lots } = await history().explain(wallet.organizationId, entryId);
      costs.push(lots.map(({ lotId, cost }) => [lotId, cost.amount]));
    }
    expect(costs).toEqual([
      [[paid.lotId, 33]],
      [[paid.lotId, 33]],
      [
        [paid.lotId, 34],
        [free.lotId, 0],
      ],
    ]);
    const granted = await history().explain(wallet.organizationId, paid.entryId);
    expect(granted.lots).toMatchObject([
      {
        label: 'Starter',
        source: 'purchase',
        cost: { amount: 100, currency: 'USD' },
        purchaseReferenceId: 'PUR-1',
        invoiceId: purchaseId,
      },
    ]);
    const other = await room.wallet();
    await expect(history().explain(other.organizationId, paid.entryId)).rejects.toThrow(NotFound);
  });

  it('counts refusals by minute and explains the last with the wallet of that instant', async () => {
    const { clock } = room.t;
    clock.set('2027-03-01T10:00:30Z');
    await wallet.grant({ tokens: 10n });
    await wallet.debit(11, 'one');
    await room.t.get(Spending).debit(wallet.organizationId, [
      { amount: 12n, reference: 'two', actor: PROGRAM },
      { amount: 4n, reference: 'three', actor: PROGRAM },
      { amount: 13n, reference: 'four', actor: anActor('late', 'request-9') },
    ]);
    await wallet.spend(6);
    clock.advance({ minutes: 1 });
    await expect(wallet.hold(1)).rejects.toMatchObject({ problem: 'insufficient-tokens' });

    const refusals = room.t.get(Refusals);
    const { data } = await refusals.list(wallet.organizationId, { limit: 50 });
    expect(data).toMatchObject([
      { minute: '2027-03-01T10:01:00.000Z', reason: 'insufficient-tokens', count: 1 },
      { minute: '2027-03-01T10:00:00.000Z', count: 3, lastReference: 'four', lastAmount: 13 },
    ]);
    const explained = await refusals.explain(wallet.organizationId, 'request-9');
    expect(explained.balance).toMatchObject({ balance: 6, available: 6, status: 'active' });
    expect(explained.explanation).toContain('13 tokens are needed and 6 are available');
    await expect(refusals.explain(wallet.organizationId, 'nobody')).rejects.toThrow(NotFound);
  });
});
