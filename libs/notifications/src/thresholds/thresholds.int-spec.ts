import { NotFound } from '@purser/platform';
import { NoticeOffice, type Customer } from '../../testing/notice-office.js';
import { ThresholdEvaluation } from './threshold-evaluation.js';

let office: NoticeOffice;
let acme: Customer;

beforeAll(async () => {
  office = await NoticeOffice.open({ instances: 2 });
});
afterAll(() => office.close());
beforeEach(async () => {
  office.mail.refuseWith(null);
  office.mail.received.length = 0;
  acme = await office.customer();
});

const below = (value: number, more: object = {}) =>
  acme.thresholds.create(
    acme.organizationId,
    { kind: 'tokens', value, channels: ['email', 'in_app'], ...more },
    acme.actor,
  );
const check = async () => {
  const run = await office.job('checkLowBalanceThresholds');
  await office.t.drainEvents();
  return run;
};
const quarters = async (count: number) => {
  for (let quarter = 0; quarter < count; quarter += 1) {
    office.clock.advance({ minutes: 15 });
    await check();
  }
};
const state = async () => {
  const { data } = await acme.thresholds.list(acme.organizationId);
  return data
    .toSorted((one, other) => one.value - other.value)
    .map(({ value, state: is, crossings }) => [value, is, crossings.length]);
};
const LOW = /^low-balance\.fired/;
const alerts = async () => (await acme.told()).filter((line) => LOW.test(line));

describe('a balance that hovers around a threshold', () => {
  it('gives one alert in a week; a real drop after a real refill gives the second', async () => {
    await acme.given(1_200);
    await below(1_000);
    await office.t.drainEvents();
    expect(await acme.told()).toEqual([]);
    for (let day = 0; day < 7; day += 1) {
      for (let hour = 0; hour < 24; hour += 1) {
        office.clock.advance({ hours: 1 });
        const available = await acme.available();
        if (available >= 1_000) await acme.spend(available - 960);
        else await acme.given(1_050 - available);
        await check();
      }
    }
    expect(await alerts()).toEqual(['low-balance.fired: Low balance: 960 tokens left']);
    expect(acme.mails.map(({ subject }) => subject)).toEqual(['960 tokens left for Acme']);
    await acme.buys();
    expect((await acme.told()).at(-1)).toMatch(/^low-balance\.recovered: Balance recovered: 1\d,/);
    await acme.spend((await acme.available()) - 999);
    expect(await alerts()).toEqual([
      'low-balance.fired: Low balance: 960 tokens left',
      'low-balance.fired: Low balance: 999 tokens left',
    ]);
  });

  it('is told again when a refill was spent before anybody looked', async () => {
    await acme.given(1_200);
    await below(1_000);
    await acme.spend(500);
    const { completedAt } = await acme.buys();
    expect(completedAt).toBeDefined();
    await acme.spend(10_500);
    expect(await alerts()).toEqual([
      'low-balance.fired: Low balance: 700 tokens left',
      'low-balance.fired: Low balance: 200 tokens left',
    ]);
  });

  it('is armed again by a credit that is no purchase as it comes, and by none below the band', async () => {
    await acme.given(1_200);
    await below(1_000);
    await acme.spend(500);
    const given = async (tokens: number) => {
      await acme.given(tokens);
      await office.t.drainEvents();
    };
    await given(399);
    await acme.spend(398);
    await given(398);
    expect(await state()).toEqual([[1_000, 'fired', 1]]);
    await given(1);
    expect(await state()).toEqual([[1_000, 'armed', 2]]);
    await acme.spend(500);
    expect(await alerts()).toEqual([
      'low-balance.fired: Low balance: 700 tokens left',
      'low-balance.fired: Low balance: 600 tokens left',
    ]);
  });

  it('is armed again by what a hold gives back, as it comes', async () => {
    await acme.given(2_000);
    await below(1_000);
    for (const captured of [0, 400]) {
      const hold = await acme.hold((await acme.available()) - 600);
      expect(await state()).toEqual([[1_000, 'fired', expect.any(Number)]]);
      if (captured > 0) await acme.capture(hold, captured);
      else await acme.release(hold);
      expect(await state()).toEqual([[1_000, 'armed', expect.any(Number)]]);
    }
    await acme.spend(1_000);
    expect(await alerts()).toEqual([
      'low-balance.fired: Low balance: 600 tokens left',
      'low-balance.fired: Low balance: 600 tokens left',
      'low-balance.fired: Low balance: 600 tokens left',
    ]);
    await acme.given(2_000);
  });

  it('is armed again by a hold that ran out and was spent before anybody looked', async () => {
    await acme.given(2_000);
    await below(1_000);
    await acme.hold(1_400, 60);
    office.clock.advance({ minutes: 2 });
    await acme.spend(1_200);
    expect(await alerts()).toEqual([
      'low-balance.fired: Low balance: 600 tokens left',
      'low-balance.fired: Low balance: 800 tokens left',
    ]);
    await acme.given(2_000);
  });

  it('is not armed again by what a hold gives back below the band, nor told of it twice', async () => {
    await acme.given(2_000);
    await below(1_000);
    const some = await acme.hold(300);
    const most = await acme.hold(1_000);
    await acme.release(some);
    expect(await acme.available()).toBe(1_000);
    expect(await state()).toEqual([[1_000, 'fired', 1]]);
    const rises = () => acme.rows('outbox', 'id', `AND event = 'wallet.rose'`);
    const before = (await rises()).length;
    await acme.release(most);
    expect(await rises()).toHaveLength(before + 1);
    // Nobody watches for a rise any more.
    await acme.release(await acme.hold(900));
    expect(await rises()).toHaveLength(before + 1);
    expect(await acme.rows('wallet_rise_watches', 'mark')).toEqual([]);
    expect(await acme.rows('organization_token_wallets', 'watch_above, watch_below')).toEqual([
      { watch_above: null, watch_below: '1000' },
    ]);
  });

  it('is not armed again within the cool-down', async () => {
    await acme.given(1_200);
    await below(1_000, { coolDownMinutes: 60 });
    await acme.spend(500);
    await acme.given(5_000);
    await quarters(3);
    expect(await state()).toEqual([[1_000, 'fired', 1]]);
    await quarters(1);
    expect(await state()).toEqual([[1_000, 'armed', 2]]);
    await acme.spend(5_500);
    expect(await alerts()).toHaveLength(2);
  });
});

describe('a threshold', () => {
  it('is crossed strictly below, within the debit that crosses it', async () => {
    await acme.given(1_100);
    await below(1_000);
    await acme.spend(100);
    expect(await alerts()).toEqual([]);
    await acme.spend(1);
    expect(await alerts()).toEqual(['low-balance.fired: Low balance: 999 tokens left']);
  });

  it('is crossed by a hold too', async () => {
    await acme.given(1_500);
    await below(1_000);
    await acme.hold(600);
    expect(await alerts()).toEqual(['low-balance.fired: Low balance: 900 tokens left']);
  });

  it('is crossed by tokens that expire, found by the job', async () => {
    const soon = new Date(office.clock.now().getTime() + 3_600_000);
    await acme.given(800, null);
    await acme.given(700, soon);
    await below(1_000);
    await quarters(3);
    expect(await alerts()).toEqual([]);
    await quarters(1);
    expect(await alerts()).toEqual(['low-balance.fired: Low balance: 800 tokens left']);
  });

  it('that is crossed already when it is added fires once', async () => {
    await acme.given(10);
    await below(1_000);
    await office.t.drainEvents();
    await quarters(2);
    await acme.spend(1);
    expect(await alerts()).toEqual(['low-balance.fired: Low balance: 10 tokens left']);
  });

  it('crossed together with others leaves the telling to the worst of them', async () => {
    await acme.given(5_000);
    for (const value of [3_000, 1_000, 2_000]) await below(value);
    await acme.spend(4_500);
    expect(await alerts()).toEqual(['low-balance.fired: Low balance: 500 tokens left']);
    const rows = await acme.rows(
      'low_balance_crossings',
      'mark_tokens::int AS mark, announced',
      'ORDER BY mark_tokens',
    );
    expect(rows).toEqual([
      { mark: 1_000, announced: true },
      { mark: 2_000, announced: false },
      { mark: 3_000, announced: false },
    ]);
    await acme.buys();
    const recovered = (await acme.told()).filter((line) => line.startsWith('low-balance.rec'));
    expect(recovered).toEqual(['low-balance.recovered: Balance recovered: 10,500 tokens']);
    expect(await state()).toEqual([
      [1_000, 'armed', 2],
      [2_000, 'armed', 2],
      [3_000, 'armed', 2],
    ]);
  });

  it('in percent is a share of what the last purchase left available', async () => {
    await acme.given(2_000);
    await below(20, { kind: 'percent' });
    expect((await acme.thresholds.list(acme.organizationId)).data[0]?.mark).toBeNull();
    await acme.buys();
    const [of] = (await acme.thresholds.list(acme.organizationId)).data;
    expect(of).toMatchObject({ base: 12_000, mark: 2_400, rearmMark: 2_640, state: 'armed' });
    await acme.spend(9_600);
    expect(await alerts()).toEqual([]);
    await acme.spend(1);
    expect(await alerts()).toEqual(['low-balance.fired: Low balance: 2,399 tokens left']);
    await acme.buys();
    const [anew] = (await acme.thresholds.list(acme.organizationId)).data;
    expect(anew).toMatchObject({ base: 12_399, mark: 2_480, state: 'armed' });
  });

  it('in days of runway becomes tokens by the forecast of the day', async () => {
    await acme.given(100_000);
    for (let day = 0; day < 28; day += 1) {
      office.clock.advance({ days: 1 });
      await acme.spend(1_000);
    }
    await below(10, { kind: 'runwayDays' });
    const [threshold] = (await acme.thresholds.list(acme.organizationId)).data;
    expect(threshold?.mark).toBeGreaterThan(9_000);
    expect(threshold?.mark).toBeLessThan(11_000);
    await acme.spend((await acme.available()) - 8_000);
    expect(await alerts()).toEqual(['low-balance.fired: Low balance: 8,000 tokens left']);
  });

  it('that is removed tells nothing more, and the wallet watches no mark of it', async () => {
    await acme.given(2_000);
    const { view } = await below(1_000);
    await acme.thresholds.remove(acme.organizationId, view.id, null, acme.actor);
    await acme.spend(1_500);
    expect(await alerts()).toEqual([]);
    expect(await acme.rows('wallet_watches', 'mark')).toEqual([]);
    expect(await acme.rows('wallet_rise_watches', 'mark')).toEqual([]);
    await expect(
      acme.thresholds.remove(acme.organizationId, view.id, null, acme.actor),
    ).rejects.toThrow(NotFound);
  });

  it('that gets another value is a new one', async () => {
    await acme.given(1_500);
    const { view } = await below(1_000);
    await acme.spend(700);
    expect(await alerts()).toHaveLength(1);
    const wanted = { kind: 'tokens' as const, value: 500 };
    const change = (definition: typeof wanted, eTag: string | null) =>
      acme.thresholds.change(acme.organizationId, view.id, definition, eTag, acme.actor);
    const changed = await change(wanted, '"1"');
    expect(changed).toMatchObject({ eTag: '"2"', view: { state: 'armed', mark: 500 } });
    await expect(change(wanted, '"1"')).rejects.toMatchObject({ problem: 'precondition-failed' });
    await acme.spend(301);
    expect(await alerts()).toHaveLength(2);
  });
});

describe('however many look at once', () => {
  it('each crossing is told once', async () => {
    await acme.given(1_500);
    await below(1_000);
    await below(900);
    await acme.spend(1);
    const look = () =>
      Promise.all(
        Array.from({ length: 12 }, (_, index) => {
          const instance = office.instances[index % office.instances.length] ?? office.t;
          return instance.get(ThresholdEvaluation).evaluate(acme.organizationId);
        }),
      );
    for (let round = 1; round <= 3; round += 1) {
      await acme.spendQuietly((await acme.available()) - 500);
      await look();
      await acme.given(5_000);
      await look();
    }
    await office.t.drainEvents();
    expect(await alerts()).toHaveLength(3);
    const rows = await acme.rows(
      'low_balance_crossings',
      'crossing, direction, count(*)::int AS count',
      'GROUP BY crossing, direction ORDER BY crossing, direction',
    );
    expect(rows).toEqual(
      [1, 2, 3].flatMap((crossing) => [
        { crossing, direction: 'fell', count: 2 },
        { crossing, direction: 'recovered', count: 2 },
      ]),
    );
  });

  it('no organization gets more than twenty', async () => {
    await acme.given(10);
    const tries = await Promise.allSettled(
      Array.from({ length: 24 }, (_, index) => {
        const instance = office.instances[index % office.instances.length];
        return acme
          .thresholdsOf(instance)
          .create(acme.organizationId, { kind: 'tokens', value: index + 100 }, acme.actor);
      }),
    );
    const refused = tries.flatMap((one) =>
      one.status === 'rejected' ? [one.reason as { problem: string }] : [],
    );
    expect(refused.map((error) => error.problem)).toEqual(
      Array.from({ length: 4 }, () => 'too-many-thresholds'),
    );
    expect((await acme.thresholds.list(acme.organizationId)).data).toHaveLength(20);
  });
});

describe('the job', () => {
  it('finds what the events missed, in both directions, and nothing else', async () => {
    await acme.given(1_500);
    await below(1_000);
    await office.t.drainEvents();
    // What time alone changed in other wallets is booked, or they would be looked at again.
    for (const job of ['processTokenExpiration', 'releaseExpiredHolds']) await office.job(job);
    await check();
    expect((await check()).items).toBe(0);
    await acme.spendQuietly(600);
    await acme.forgetEvents();
    expect(await check()).toMatchObject({ items: 1, errors: 0 });
    expect(await alerts()).toHaveLength(1);
    expect((await check()).items).toBe(0);
    await acme.given(5_000);
    expect((await check()).items).toBe(1);
    expect(await state()).toEqual([[1_000, 'armed', 2]]);
  });
});
