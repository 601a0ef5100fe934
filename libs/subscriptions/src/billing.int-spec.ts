import { jest } from '@jest/globals';
import { Catalogue } from '@purser/packages';
import { systemActor } from '@purser/platform';
import { Purchases } from '@purser/purchases';
import { impatientStripe } from '@purser/testing';
import { DateTime } from 'luxon';
import { Publisher, type Subscriber } from './testing/subscriber.js';

const impatient = impatientStripe(2_000);

const ZONES = ['America/New_York', 'Asia/Tokyo', 'Pacific/Auckland'];

describe('24 months from January 31 in three zones, three instances and an outage of three days', () => {
  let publisher: Publisher;
  const subscribers = new Map<string, Subscriber>();

  beforeAll(async () => {
    publisher = await Publisher.open({ start: '2027-01-30T12:00:00Z', instances: 3 });
    for (const timeZone of ZONES) {
      const subscriber = await publisher.subscriber({ timeZone });
      const startAt = DateTime.fromISO('2027-01-31T09:30', { zone: timeZone }).toJSDate();
      await subscriber.subscribe({ startAt });
      subscribers.set(timeZone, subscriber);
    }
  });
  afterAll(() => publisher.close());

  it('charges each period exactly once, none early, on the local last day of the month', async () => {
    const end = DateTime.fromISO('2029-01-15T00:00:00Z');
    const outage = { from: Date.parse('2027-04-29T00:00:00Z'), days: 3 };
    while (publisher.clock.now().getTime() < end.toMillis()) {
      // Six-hour steps around the month's end, when periods start; larger ones in between.
      const { day, daysInMonth } = DateTime.fromJSDate(publisher.clock.now(), { zone: 'utc' });
      const quietDays = day <= 2 ? 0 : (daysInMonth ?? 31) - 2 - day;
      publisher.clock.advance(quietDays > 0 ? { days: Math.min(6, quietDays) } : { hours: 6 });
      const now = publisher.clock.now().getTime();
      if (now >= outage.from && now < outage.from + outage.days * 86_400_000) continue;
      const runs = await publisher.bill();
      expect(runs.map(({ firstError }) => firstError)).toEqual(runs.map(() => null));
    }
    for (const [timeZone, subscriber] of subscribers) {
      const periods = await subscriber.periods();
      const expected = Array.from({ length: 24 }, (_, n) => {
        const month = DateTime.fromISO('2027-01-01T09:30', { zone: timeZone }).plus({ months: n });
        const start = month.set({ day: month.daysInMonth ?? 31 });
        return { period: n, status: 'paid', starts: start.toUTC().toISO() };
      });
      expect(periods).toEqual(expected);
      expect(await subscriber.chargesStarted()).toBe(24);
      expect((await subscriber.balance()).balance).toBe(240_000);
      const paid = await subscriber.rows('subscription_periods', 'starts_at, paid_at');
      const early = paid.filter((row) => Number(row['paid_at']) < Number(row['starts_at']));
      expect(early).toEqual([]);
      expect(await subscriber.rows('invoices', 'id')).toHaveLength(24);
      expect(await subscriber.events('renewed')).toHaveLength(24);
    }
  }, 300_000);
});

describe('billing', () => {
  let publisher: Publisher;
  let subscriber: Subscriber;

  beforeAll(async () => {
    publisher = await Publisher.open({
      start: '2027-03-10T14:00:00Z',
      instances: 2,
      stripe: impatient,
    });
  });
  afterAll(() => publisher.close());
  beforeEach(async () => {
    publisher.sandbox.setFaults({});
    publisher.clock.set('2027-03-10T14:00:00Z');
    subscriber = await publisher.subscriber({ timeZone: 'UTC' });
    await subscriber.subscribe();
    await publisher.t.drainEvents();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await subscriber.cancel('now');
  });

  const statuses = async () => (await subscriber.periods()).map(({ status }) => status);

  it('catches up three missed periods after an outage, once each and in order', async () => {
    publisher.clock.set('2027-06-20T00:00:00Z');
    await publisher.bill();
    expect(await statuses()).toEqual(['paid', 'paid', 'paid', 'paid']);
    expect((await subscriber.balance()).balance).toBe(40_000);
    expect(await subscriber.own()).toMatchObject({ nextChargeAt: '2027-07-10T14:00:00.000Z' });
    const purchases = await subscriber.rows('token_purchases', 'id, type');
    const periods = await subscriber.rows('subscription_periods', 'period, purchase_id');
    expect(purchases.map(({ type }) => type)).toEqual(Array(4).fill('subscription'));
    expect(new Set(periods.map((row) => row['purchase_id'])).size).toBe(4);
  });

  it('keeps the zone that it was created in, wherever its organization moves', async () => {
    const moved = await publisher.subscriber({ timeZone: 'America/New_York' });
    await moved.subscribe();
    await publisher.t.superuser.query(
      `UPDATE organizations SET time_zone = 'Asia/Tokyo' WHERE organization_id = $1`,
      [moved.organizationId],
    );
    const starts: unknown[] = [];
    for (let month = 0; month < 3; month += 1) {
      starts.push((await moved.own()).nextChargeAt);
      publisher.clock.set(String(starts.at(-1)));
      await publisher.bill();
    }
    // Nine in the morning in New York, whose clocks went forward; Tokyo has one time all year.
    expect(starts).toEqual([
      '2027-04-10T13:00:00.000Z',
      '2027-05-10T13:00:00.000Z',
      '2027-06-10T13:00:00.000Z',
    ]);
    await moved.cancel('now');
  });

  it('finishes a charge whose process died between the charge and its mark, without another', async () => {
    publisher.clock.set('2027-04-10T14:00:00Z');
    const run = await publisher.dieAt('paid', () => publisher.cron().processSubscriptionBilling());
    expect(run.firstError).toContain('killed');
    expect(await statuses()).toEqual(['paid', 'charging']);
    publisher.clock.advance({ minutes: 6 });
    await publisher.cron(publisher.instances[1]).retryDuePayments();
    expect(await statuses()).toEqual(['paid', 'paid']);
    await publisher.t.drainEvents();
    expect(await subscriber.chargesStarted()).toBe(2);
    expect((await subscriber.balance()).balance).toBe(20_000);
    expect(await subscriber.events('renewed')).toHaveLength(1);
  });

  it('charges what a process opened and then died over', async () => {
    const purchases = publisher.t.get(Purchases);
    jest.spyOn(purchases, 'execute').mockRejectedValueOnce(new Error('killed'));
    publisher.clock.set('2027-04-10T14:00:00Z');
    await publisher.cron().processSubscriptionBilling();
    publisher.clock.advance({ minutes: 6 });
    await publisher.bill();
    expect(await statuses()).toEqual(['paid', 'paid']);
    expect(await subscriber.chargesStarted()).toBe(2);
  });

  it('waits for another purchase that holds the slot, and never fails on it', async () => {
    const purchases = publisher.t.get(Purchases);
    const order = { type: 'custom' as const, item: { packageId: publisher.large, quantity: 1 } };
    const { organizationId, actor } = subscriber;
    publisher.clock.set('2027-04-10T14:00:00Z');
    const { referenceId } = await purchases.initialize(organizationId, order, actor);
    const held = await subscriber.pay(referenceId, 'pm_card_authenticationRequired');
    expect(held.status).toBe('requires_action');
    await publisher.bill();
    expect(await statuses()).toEqual(['paid', 'charging']);
    expect((await subscriber.own()).status).toBe('active');
    await purchases.cancel(organizationId, referenceId, actor);
    publisher.clock.advance({ minutes: 2 });
    await publisher.bill();
    expect(await statuses()).toEqual(['paid', 'paid']);
    expect(await subscriber.events('past-due')).toEqual([]);
  });

  it('does not take an outage of the provider for a decline', async () => {
    publisher.clock.set('2027-04-10T14:00:00Z');
    publisher.sandbox.setFaults({ http: { probability: 1 } });
    await publisher.bill();
    publisher.clock.advance({ minutes: 16 });
    await publisher.bill();
    expect((await subscriber.own()).status).toBe('active');
    const [, second] = await subscriber.rows('subscription_periods', 'status, declines');
    expect(second).toEqual({ status: 'charging', declines: 0 });
    publisher.sandbox.setFaults({});
    publisher.clock.advance({ minutes: 16 });
    await publisher.bill();
    expect(await statuses()).toEqual(['paid', 'paid']);
    expect((await subscriber.balance()).balance).toBe(20_000);
  });

  it('never bills what starts while it is paused, and goes on at the next start', async () => {
    publisher.clock.set('2027-04-01T00:00:00Z');
    expect(await subscriber.pause()).toMatchObject({ status: 'paused', nextChargeAt: null });
    expect((await subscriber.look()).preview).toEqual([]);
    publisher.clock.set('2027-06-20T00:00:00Z');
    await publisher.bill();
    expect(await statuses()).toEqual(['paid']);
    expect(await subscriber.resume()).toMatchObject({
      status: 'active',
      nextChargeAt: '2027-07-10T14:00:00.000Z',
    });
    await publisher.bill();
    publisher.clock.set('2027-07-10T14:00:00Z');
    await publisher.bill();
    expect(await statuses()).toEqual(['paid', 'skipped', 'skipped', 'skipped', 'paid']);
    expect((await subscriber.balance()).balance).toBe(20_000);
  });

  it('still bills what started before the pause, and only that', async () => {
    publisher.clock.set('2027-04-12T00:00:00Z');
    await subscriber.pause();
    publisher.clock.set('2027-05-20T00:00:00Z');
    await publisher.bill();
    expect(await statuses()).toEqual(['paid', 'paid']);
    expect(await subscriber.own()).toMatchObject({ status: 'paused', nextChargeAt: null });
    await subscriber.resume();
    expect(await statuses()).toEqual(['paid', 'paid', 'skipped']);
    expect((await subscriber.own()).nextChargeAt).toBe('2027-06-10T14:00:00.000Z');
  });

  it('ends at the end of the paid period, unless that is taken back', async () => {
    expect(await subscriber.cancel('periodEnd')).toMatchObject({
      status: 'active',
      cancelAtPeriodEnd: true,
      nextChargeAt: null,
    });
    expect((await subscriber.look()).preview).toEqual([]);
    expect(await subscriber.resume()).toMatchObject({
      cancelAtPeriodEnd: false,
      nextChargeAt: '2027-04-10T14:00:00.000Z',
    });
    await subscriber.cancel('periodEnd');
    publisher.clock.set('2027-04-10T13:59:59Z');
    await publisher.bill();
    expect((await subscriber.own()).status).toBe('active');
    publisher.clock.set('2027-04-10T14:00:00Z');
    await publisher.bill();
    expect(await subscriber.own()).toMatchObject({
      status: 'canceled',
      cancelReason: 'requested',
    });
    expect(await statuses()).toEqual(['paid']);
    expect(await subscriber.balance()).toEqual({ balance: 10_000, status: 'active' });
    expect(await subscriber.events('canceled')).toHaveLength(1);
  });

  it('ends at the end of the paid period although it was paused since', async () => {
    await subscriber.cancel('periodEnd');
    await subscriber.pause();
    publisher.clock.set('2027-04-10T14:00:00Z');
    await publisher.bill();
    expect(await subscriber.own()).toMatchObject({
      status: 'canceled',
      cancelReason: 'requested',
    });
    expect(await statuses()).toEqual(['paid']);
  });

  it('leaves the period that runs alone when one that was given up is paid late', async () => {
    await subscriber.change({ paymentMethodId: 'pm_card_chargeCustomerFail' });
    publisher.clock.set('2027-04-10T14:30:00Z');
    await subscriber.pause();
    await publisher.bill();
    expect(await statuses()).toEqual(['paid', 'abandoned']);
    const [, givenUp] = await subscriber.rows('token_purchases', 'id');
    await subscriber.resume();
    publisher.clock.set('2027-05-10T14:00:00Z');
    await publisher.bill();
    const pastDue = await subscriber.own();
    expect(pastDue).toMatchObject({ status: 'past_due', nextChargeAt: '2027-06-10T14:00:00.000Z' });
    await subscriber.pay(String(givenUp?.['id']), 'pm_card_visa');
    await publisher.t.drainEvents();
    expect(await statuses()).toEqual(['paid', 'paid', 'declined']);
    expect(await subscriber.own()).toMatchObject({
      status: 'past_due',
      graceEndsAt: pastDue.graceEndsAt,
    });
    expect((await subscriber.balance()).balance).toBe(20_000);
  });

  it('changes the package with the next period', async () => {
    const changed = await subscriber.change({ packageId: publisher.large });
    expect(changed).toMatchObject({ packageId: publisher.small, nextPackageId: publisher.large });
    const { preview } = await subscriber.look();
    expect(preview[0]).toMatchObject({
      reason: 'package-change',
      packageId: publisher.large,
      tokens: 50_000,
    });
    publisher.clock.set('2027-04-10T14:00:00Z');
    await publisher.bill();
    expect(await subscriber.own()).toMatchObject({
      packageId: publisher.large,
      nextPackageId: null,
    });
    expect((await subscriber.balance()).balance).toBe(65_000);
  });

  it('ends where its package is not offered any more, and nothing else is held up', async () => {
    const other = await publisher.subscriber({ timeZone: 'UTC' });
    await other.subscribe({ packageId: publisher.large });
    const catalogue = publisher.t.get(Catalogue);
    const { item } = await catalogue.createPackage(
      {
        name: 'Short-lived',
        description: 'For a while',
        tokens: 1_000n,
        bonusTokens: 0n,
        validityDays: null,
        active: true,
        prices: [{ currency: 'USD', amountMinor: 1_000n }],
      },
      systemActor('test'),
    );
    await subscriber.change({ packageId: item.id });
    await publisher.t.superuser.query('UPDATE token_packages SET active = false WHERE id = $1', [
      item.id,
    ]);
    publisher.clock.set('2027-04-07T09:00:00Z');
    await publisher.tick();
    expect(await subscriber.events('renewal-due')).toEqual([
      expect.objectContaining({ packageId: item.id, notOffered: true }),
    ]);
    publisher.clock.set('2027-04-10T14:00:00Z');
    await publisher.bill();
    expect(await subscriber.own()).toMatchObject({
      status: 'canceled',
      cancelReason: 'not_offered',
    });
    expect((await other.own()).currentPeriod?.start).toBe('2027-04-10T14:00:00.000Z');
    await other.cancel('now');
  });

  it('reminds once, at nine in the morning three days before a renewal', async () => {
    publisher.clock.set('2027-04-07T08:59:00Z');
    await publisher.tick();
    expect(await subscriber.events('renewal-due')).toEqual([]);
    publisher.clock.set('2027-04-07T09:00:00Z');
    await Promise.all(
      publisher.instances.map((one) => publisher.cron(one).sendSubscriptionRenewalReminders()),
    );
    await publisher.passHours(2);
    expect(await subscriber.events('renewal-due')).toEqual([
      expect.objectContaining({
        ...{ period: 1, chargeAt: '2027-04-10T14:00:00.000Z', daysLeft: 3, notOffered: false },
      }),
    ]);
  });
});
