import { NoticeOffice, type Customer } from '../../testing/notice-office.js';
import { ExpiryCron } from './expiry.cron.js';

const DAY_MS = 86_400_000;

let office: NoticeOffice;
let acme: Customer;

beforeAll(async () => {
  office = await NoticeOffice.open({ instances: 3 });
});
afterAll(() => office.close());
beforeEach(async () => {
  office.mail.received.length = 0;
  acme = await office.customer();
});

const inDays = (days: number) => new Date(office.clock.now().getTime() + days * DAY_MS);
const everywhere = async () => {
  await Promise.all(
    office.instances.map((instance) => instance.get(ExpiryCron).sendExpiryNotices()),
  );
  await office.t.drainEvents();
};

describe('tokens that expire', () => {
  it('are told 30, 7 and 1 days before, once each, with three instances', async () => {
    await acme.given(10_000, inDays(45), 'Growth');
    const expiresAt = inDays(45).toISOString();
    for (let hour = 0; hour < 46 * 4; hour += 1) {
      office.clock.advance({ hours: 6 });
      await everywhere();
    }
    expect(await acme.told()).toEqual([
      'tokens.expiring: 10,000 tokens expire within 30 days',
      'tokens.expiring: 10,000 tokens expire within 7 days',
      'tokens.expiring: 10,000 tokens expire within 1 day',
    ]);
    expect(acme.mails.map(({ subject }) => subject)).toEqual([
      '10,000 tokens of Acme expire within 30 days',
      '10,000 tokens of Acme expire within 7 days',
      '10,000 tokens of Acme expire within 1 day',
    ]);
    const rows = await acme.rows('expiry_notices', 'days_left, expires_at, at', 'ORDER BY at');
    expect(rows.map((row) => row['days_left'])).toEqual([30, 7, 1]);
    for (const row of rows) {
      const left = new Date(expiresAt).getTime() - (row['at'] as Date).getTime();
      expect(left).toBe(Number(row['days_left']) * DAY_MS);
    }
  });

  it('are told together where several lots come into a stage at once', async () => {
    await acme.given(1_000, inDays(31), 'First');
    await acme.given(500, inDays(31.5), 'Second');
    office.clock.advance({ days: 2 });
    await everywhere();
    expect(await acme.told()).toEqual(['tokens.expiring: 1,500 tokens expire within 30 days']);
    expect(acme.mails[0]?.raw).toContain('First: 1,000 tokens');
    expect(acme.mails[0]?.raw).toContain('Second: 500 tokens');
  });

  it('are told as what is left of them, and not at all where nothing is', async () => {
    await acme.given(1_000, inDays(31));
    await acme.spend(400);
    office.clock.advance({ days: 2 });
    await everywhere();
    await acme.spend(600);
    office.clock.advance({ days: 23 });
    await everywhere();
    expect(await acme.told()).toEqual(['tokens.expiring: 600 tokens expire within 30 days']);
    const rows = await acme.rows('expiry_notices', 'days_left, tokens::int', 'ORDER BY days_left');
    expect(rows).toEqual([
      { days_left: 7, tokens: 0 },
      { days_left: 30, tokens: 600 },
    ]);
  });

  it('are told once a hold that kept all of them gives some back, in the same stage', async () => {
    await acme.given(1_000, inDays(2));
    office.clock.advance({ hours: 25 });
    const hold = await acme.hold(1_000, 12 * 3_600);
    for (let run = 0; run < 2; run += 1) {
      await everywhere();
      office.clock.advance({ hours: 1 });
    }
    expect(await acme.told()).toEqual([]);
    await acme.capture(hold, 300);
    for (let run = 0; run < 2; run += 1) await everywhere();
    expect(await acme.told()).toEqual(['tokens.expiring: 700 tokens expire within 1 day']);
  });

  it('are told as a hold that kept all of them runs out, if only the clock moves', async () => {
    await acme.given(1_000, inDays(2));
    office.clock.advance({ hours: 25 });
    await acme.hold(1_000, 3_600);
    await everywhere();
    expect(await office.nextDue('sendExpiryNotices')).toEqual(inDays(1 / 24));
    office.clock.advance({ hours: 1 });
    await everywhere();
    expect(await acme.told()).toEqual(['tokens.expiring: 1,000 tokens expire within 1 day']);
  });

  it('are no news where a hold takes all of them in the end', async () => {
    await acme.given(1_000, inDays(2));
    office.clock.advance({ hours: 25 });
    const hold = await acme.hold(1_000);
    await everywhere();
    await acme.capture(hold, 1_000);
    for (let run = 0; run < 2; run += 1) await everywhere();
    expect(await acme.told()).toEqual([]);
    expect(await acme.rows('expiry_notices', 'days_left, tokens::int')).toEqual([
      { days_left: 1, tokens: 0 },
    ]);
  });

  it('after an outage are told of the stage they are in, not of those gone by', async () => {
    await acme.given(1_000, inDays(40));
    office.clock.advance({ days: 35 });
    await everywhere();
    expect(await acme.told()).toEqual(['tokens.expiring: 1,000 tokens expire within 7 days']);
  });

  it('are no news where they were granted a moment ago', async () => {
    await acme.given(1_000, inDays(5));
    await everywhere();
    expect(await acme.told()).toEqual([]);
    office.clock.advance({ days: 4 });
    await everywhere();
    expect(await acme.told()).toEqual(['tokens.expiring: 1,000 tokens expire within 1 day']);
  });
});
