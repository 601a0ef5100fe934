import { NoticeOffice, type Customer } from '../../testing/notice-office.js';

const CHECK = 'checkLowBalanceThresholds';
const HOUR_MS = 3_600_000;

let office: NoticeOffice;
let acme: Customer;

beforeAll(async () => {
  office = await NoticeOffice.open();
});
afterAll(() => office.close());
beforeEach(async () => {
  acme = await office.customer();
});

const inHours = (hours: number) => new Date(office.clock.now().getTime() + hours * HOUR_MS);
const below = (value: number) =>
  acme.thresholds.create(
    acme.organizationId,
    { kind: 'tokens', value, channels: ['in_app'] },
    acme.actor,
  );

describe('a clock that goes from one due instant to the next', () => {
  it('stops where tokens expire that a threshold watches, also before the first is booked', async () => {
    const noon = inHours(2);
    const one = inHours(3);
    await acme.given(100);
    await acme.given(700, noon);
    await acme.given(400, one);
    await below(1_000);
    await below(200);
    await office.t.drainEvents();
    for (const instant of [noon, one]) {
      expect(await office.nextDue(CHECK)).toEqual(instant);
      office.clock.set(instant);
      await office.job(CHECK);
      await office.t.drainEvents();
    }
    expect(await office.nextDue(CHECK)).toBeNull();
    expect(await acme.told()).toEqual([
      'low-balance.fired: Low balance: 500 tokens left',
      'low-balance.fired: Low balance: 100 tokens left',
    ]);
  });

  it('passes by the wallets that no threshold watches', async () => {
    await acme.given(700, inHours(2));
    expect(await office.nextDue(CHECK)).toBeNull();
  });
});
