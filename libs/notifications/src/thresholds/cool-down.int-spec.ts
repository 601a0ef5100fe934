import { NoticeOffice, type Customer } from '../../testing/notice-office.js';

let office: NoticeOffice;
let acme: Customer;

beforeAll(async () => {
  office = await NoticeOffice.open();
});
afterAll(() => office.close());
beforeEach(async () => {
  // What earlier tests left waiting is looked at, so that a run finds the thresholds of one alone.
  office.clock.advance({ hours: 2 });
  await check();
  acme = await office.customer();
  await acme.given(1_200);
});

const belowAThousand = () =>
  acme.thresholds.create(
    acme.organizationId,
    { kind: 'tokens', value: 1_000, channels: ['in_app'], coolDownMinutes: 60 },
    acme.actor,
  );
const check = async () => {
  const run = await office.job('checkLowBalanceThresholds');
  await office.t.drainEvents();
  return run;
};
const refill = async (tokens: number) => {
  await acme.given(tokens);
  await office.t.drainEvents();
};
/** Fires an hour's cool-down at 700 tokens, and refills to 5,700 ten minutes into it. */
const firedAndRefilled = async () => {
  await belowAThousand();
  await acme.spend(500);
  office.clock.advance({ minutes: 10 });
  await refill(5_000);
};
const threshold = async () => {
  const { data } = await acme.thresholds.list(acme.organizationId);
  return data.map(({ state, crossings }) => [state, crossings.length])[0];
};
const alerts = async () =>
  (await acme.told())
    .filter((line) => line.startsWith('low-balance.fired'))
    .map((line) => line.slice('low-balance.fired: Low balance: '.length));

describe('a cool-down', () => {
  it('that ended above the mark lets the drop after it be told at once', async () => {
    await firedAndRefilled();
    office.clock.advance({ minutes: 55 });
    await acme.spend(5_600);
    expect(await alerts()).toEqual(['700 tokens left', '100 tokens left']);
    expect(await threshold()).toEqual(['fired', 3]);
  });

  it('that ended above the mark is looked at by the job, once, though every event is lost', async () => {
    await belowAThousand();
    await acme.spend(500);
    office.clock.advance({ minutes: 10 });
    await acme.given(5_000);
    await acme.forgetEvents();
    office.clock.advance({ minutes: 55 });
    await acme.spendQuietly(5_600);
    await acme.forgetEvents();
    expect((await check()).items).toBe(1);
    expect(await alerts()).toEqual(['700 tokens left', '100 tokens left']);
    office.clock.advance({ minutes: 60 });
    expect((await check()).items).toBe(1);
    expect((await check()).items).toBe(0);
    expect(await alerts()).toHaveLength(2);
  });

  it('that ended below the mark arms nothing again, whatever stood before', async () => {
    await firedAndRefilled();
    office.clock.advance({ minutes: 40 });
    await acme.spend(5_000);
    office.clock.advance({ minutes: 15 });
    await check();
    expect(await threshold()).toEqual(['fired', 1]);
    await refill(100);
    await acme.spend(100);
    await check();
    expect(await alerts()).toEqual(['700 tokens left']);
    await refill(5_000);
    await acme.spend(5_600);
    expect(await alerts()).toEqual(['700 tokens left', '100 tokens left']);
  });

  it('that ended while a hold kept the refill arms nothing again before it comes back', async () => {
    await firedAndRefilled();
    const hold = await acme.hold(5_000);
    office.clock.advance({ minutes: 55 });
    await check();
    expect(await threshold()).toEqual(['fired', 1]);
    await acme.release(hold);
    expect(await threshold()).toEqual(['armed', 2]);
  });

  it('gives one alert while the balance hovers through it', async () => {
    await belowAThousand();
    for (let quarter = 0; quarter < 24; quarter += 1) {
      office.clock.advance({ minutes: 15 });
      const available = await acme.available();
      if (available >= 1_000) await acme.spend(available - 960);
      else await refill(1_050 - available);
      await check();
    }
    expect(await alerts()).toEqual(['960 tokens left']);
  });

  it('watches the fall of what stands above the mark, and of nothing else', async () => {
    const watched = async () => {
      const [wallet] = await acme.rows('organization_token_wallets', 'watch_below');
      return wallet?.['watch_below'];
    };
    await belowAThousand();
    await acme.spend(500);
    expect(await watched()).toBeNull();
    await refill(350);
    expect(await watched()).toBeNull();
    await refill(50);
    expect(await watched()).toBe('1000');
    await acme.spend(101);
    expect(await watched()).toBeNull();
    expect(await alerts()).toEqual(['700 tokens left']);
  });
});
