import { jest } from '@jest/globals';
import { Purchases } from '@purser/purchases';
import { CalledOffPeriods } from './billing/called-off-periods.js';
import { PeriodOutcomes } from './billing/period-outcomes.js';
import { SubscriptionRehearsal } from './subscription-rehearsal.js';
import { Publisher, type Subscriber } from './testing/subscriber.js';

const DECLINES_LATER = 'pm_card_chargeCustomerFail';

describe('a subscription whose card is declined', () => {
  let publisher: Publisher;
  let subscriber: Subscriber;

  beforeEach(async () => {
    publisher = await Publisher.open({ start: '2027-03-10T14:00:00Z' });
    subscriber = await publisher.subscriber({ timeZone: 'UTC' });
    await subscriber.subscribe();
    await subscriber.change({ paymentMethodId: DECLINES_LATER });
    await publisher.t.drainEvents();
    publisher.clock.set('2027-04-10T13:00:00Z');
  });
  afterEach(() => publisher.close());

  const starts = async () =>
    (await subscriber.rows('purchase_events', 'at', `AND type = 'payment_started'`))
      .slice(1)
      .map(({ at }) => (at as Date).toISOString().slice(5, 16));

  const failures = async () =>
    (await subscriber.rows('token_purchases', 'status, failure_code')).map(
      (row) => row['failure_code'] ?? row['status'],
    );

  it('is tried 1, 3 and 7 hours later, then daily until grace ends; then canceled and suspended', async () => {
    await publisher.passHours(1);
    expect(await subscriber.own()).toMatchObject({
      status: 'past_due',
      graceEndsAt: '2027-04-17T14:00:00.000Z',
      nextAttemptAt: '2027-04-10T15:00:00.000Z',
    });
    expect((await subscriber.look()).preview[0]).toMatchObject({ period: 1, reason: 'retry' });
    expect(await subscriber.balance()).toEqual({ balance: 10_000, status: 'active' });
    await publisher.passHours(8 * 24);
    for (let day = 9; day <= 30; day += 1) {
      publisher.clock.advance({ days: 1 });
      await publisher.tick();
    }
    expect(await starts()).toEqual([
      '04-10T14:00',
      '04-10T15:00',
      '04-10T18:00',
      '04-11T01:00',
      '04-12T01:00',
      '04-13T01:00',
      '04-14T01:00',
      '04-15T01:00',
      '04-16T01:00',
      '04-17T01:00',
    ]);
    expect(await subscriber.own()).toMatchObject({
      status: 'canceled',
      cancelReason: 'grace_ended',
      canceledAt: '2027-04-17T14:00:00.000Z',
    });
    expect(await subscriber.balance()).toEqual({ balance: 10_000, status: 'suspended' });
    expect(await subscriber.events('past-due')).toHaveLength(1);
    const reminders = await subscriber.events('grace-ending');
    expect(reminders.map((event) => event['daysLeft'])).toEqual([3, 1]);
    expect(await subscriber.events('canceled')).toHaveLength(1);
    expect(await subscriber.rows('invoices', 'id')).toHaveLength(1);
    const purchases = await subscriber.rows('token_purchases', 'status');
    expect(purchases.map(({ status }) => status)).toEqual(['completed', 'canceled']);
    const audited = await subscriber.rows('token_audit_log', 'action');
    const ended = ['purchase.canceled', 'subscription.canceled', 'wallet.suspended'];
    expect(
      audited.map(({ action }) => String(action)).filter((action) => ended.includes(action)),
    ).toHaveLength(ended.length);

    await subscriber.buy();
    await publisher.t.drainEvents();
    expect(await subscriber.balance()).toEqual({ balance: 20_000, status: 'active' });
    expect((await subscriber.own()).status).toBe('canceled');
  }, 240_000);

  it('is not suspended for a payment of before, told late', async () => {
    await publisher.passHours(1);
    await subscriber.buy();
    publisher.clock.set('2027-04-17T14:00:00Z');
    await publisher.cron().processSubscriptionGracePeriods();
    expect((await subscriber.balance()).status).toBe('suspended');
    await publisher.t.drainEvents();
    expect((await subscriber.balance()).status).toBe('suspended');
  });

  it('is past due at once where the provider refuses the payment itself, and says so once', async () => {
    await subscriber.forgetCustomer();
    await publisher.passHours(3);
    const past = await subscriber.own();
    expect(past).toMatchObject({ status: 'past_due', graceEndsAt: '2027-04-17T14:00:00.000Z' });
    expect(past.nextAttemptAt).toBeUndefined();
    expect(await starts()).toEqual(['04-10T14:00']);
    expect(await failures()).toEqual(['completed', 'payment_refused']);
    expect(await subscriber.events('past-due')).toEqual([
      expect.objectContaining({ declineCode: 'resource_missing', nextAttemptAt: null }),
    ]);
  });

  it('goes on where the card pays at a retry, and as if nothing had been', async () => {
    await publisher.passHours(1);
    await subscriber.change({ paymentMethodId: 'pm_card_visa' });
    await publisher.tick();
    expect(await subscriber.own()).toMatchObject({
      status: 'active',
      pastDueAt: null,
      graceEndsAt: null,
      nextChargeAt: '2027-05-10T14:00:00.000Z',
      currentPeriod: { start: '2027-04-10T14:00:00.000Z', end: '2027-05-10T14:00:00.000Z' },
    });
    expect((await subscriber.balance()).balance).toBe(20_000);
    expect(await subscriber.events('renewed')).toEqual([
      expect.objectContaining({ period: 1, recovered: true }),
    ]);
    await publisher.passHours(8 * 24);
    expect((await subscriber.balance()).status).toBe('active');
  }, 120_000);

  it('goes on where somebody pays the open purchase with another card', async () => {
    await publisher.passHours(1);
    const { openPurchaseId } = await subscriber.own();
    await subscriber.pay(openPurchaseId ?? '', 'pm_card_visa');
    await publisher.t.drainEvents();
    expect(await subscriber.own()).toMatchObject({ status: 'active' });
    expect((await subscriber.balance()).balance).toBe(20_000);
  });

  it('orders again where somebody called the purchase off', async () => {
    await publisher.passHours(1);
    const before = (await subscriber.own()).openPurchaseId ?? '';
    await subscriber.callOff(before);
    await publisher.passHours(1);
    const after = (await subscriber.own()).openPurchaseId ?? '';
    expect(after).not.toBe(before);
    await subscriber.pay(after, 'pm_card_visa');
    await publisher.t.drainEvents();
    expect((await subscriber.own()).status).toBe('active');
    expect((await subscriber.balance()).balance).toBe(20_000);
  });

  it('ends where what was called off cannot be ordered again', async () => {
    await publisher.passHours(1);
    await subscriber.callOff((await subscriber.own()).openPurchaseId ?? '');
    await publisher.t.superuser.query('UPDATE token_packages SET active = false WHERE id = $1', [
      publisher.small,
    ]);
    await publisher.passHours(1);
    expect(await subscriber.own()).toMatchObject({
      status: 'canceled',
      cancelReason: 'not_offered',
    });
    expect((await subscriber.balance()).status).toBe('active');
  });

  it('foresees the retry at the price that its purchase froze, while there is one', async () => {
    await publisher.passHours(1);
    const { organizationId } = subscriber;
    const foreseen = async () => {
      const { preview } = await subscriber.look();
      const rehearsed = await rehearsal.change(
        organizationId,
        (await subscriber.own()).id,
        undefined,
      );
      expect(rehearsed.preview).toEqual(preview);
      return preview.slice(0, 2).map(({ reason, price }) => [reason, price?.total.amount ?? null]);
    };
    const rehearsal = publisher.t.get(SubscriptionRehearsal);
    const set = (change: string) =>
      publisher.t.superuser.query(`UPDATE ${change}`, [publisher.small]);
    await set('token_package_prices SET amount_minor = 15000 WHERE package_id = $1');
    expect(await foreseen()).toEqual([
      ['retry', 10_000],
      ['renewal', 15_000],
    ]);
    await subscriber.callOff((await subscriber.own()).openPurchaseId ?? '');
    expect(await foreseen()).toEqual([
      ['retry', 15_000],
      ['renewal', 15_000],
    ]);
    await publisher.passHours(1);
    await set('token_packages SET active = false WHERE id = $1');
    expect(await foreseen()).toEqual([
      ['retry', 15_000],
      ['renewal', null],
    ]);
  });

  it('is not tried again after a hard decline', async () => {
    await subscriber.change({ paymentMethodId: 'pm_card_authenticationRequired' });
    await publisher.passHours(30);
    expect(await starts()).toEqual(['04-10T14:00']);
    const own = await subscriber.own();
    expect(own.status).toBe('past_due');
    expect(own.nextAttemptAt).toBeUndefined();
    expect(await subscriber.events('past-due')).toEqual([
      expect.objectContaining({ declineCode: 'authentication_required', nextAttemptAt: null }),
    ]);
  });

  it('can still be paid where its holder left the bank, or where it was called off', async () => {
    await subscriber.change({ paymentMethodId: 'pm_card_authenticationRequired' });
    await publisher.passHours(1);
    const { openPurchaseId: asked = '' } = await subscriber.own();
    const atBank = await subscriber.pay(asked, 'pm_card_authenticationRequired');
    expect(atBank.status).toBe('requires_action');
    await publisher.passHours(1);
    expect(await failures()).toEqual(['completed', 'authentication_required']);
    expect((await subscriber.own()).openPurchaseId).toBe(asked);

    await subscriber.callOff(asked);
    await publisher.t.drainEvents();
    const { openPurchaseId: again = '', nextAttemptAt } = await subscriber.own();
    expect([again === asked, nextAttemptAt]).toEqual([false, undefined]);
    await publisher.passHours(24);
    const purchases = await subscriber.rows('token_purchases', 'status');
    expect(purchases.map(({ status }) => status)).toEqual(['completed', 'canceled', 'initialized']);
    await subscriber.pay(again, 'pm_card_visa');
    await publisher.t.drainEvents();
    expect(await subscriber.own()).toMatchObject({ status: 'active' });
    expect(await subscriber.balance()).toEqual({ balance: 20_000, status: 'active' });
  }, 120_000);

  it('orders again what was called off while its hard decline was being written down', async () => {
    await subscriber.change({ paymentMethodId: 'pm_card_authenticationRequired' });
    const outcomes = publisher.t.get(PeriodOutcomes);
    const declined = outcomes.declined.bind(outcomes);
    let calledOff = '';
    jest.spyOn(outcomes, 'declined').mockImplementationOnce(async (...refusal) => {
      calledOff = (await subscriber.own()).openPurchaseId ?? '';
      await subscriber.callOff(calledOff);
      await publisher.t.drainEvents();
      return declined(...refusal);
    });
    await publisher.passHours(1);
    const { openPurchaseId: again = '', nextAttemptAt } = await subscriber.own();
    expect([again === calledOff, nextAttemptAt]).toEqual([false, undefined]);
    await publisher.passHours(24);
    expect((await subscriber.own()).openPurchaseId).toBe(again);
    await subscriber.pay(again, 'pm_card_visa');
    await publisher.t.drainEvents();
    expect(await subscriber.own()).toMatchObject({ status: 'active' });
  }, 120_000);

  it('orders again before a reminder what was called off unnoticed', async () => {
    await subscriber.change({ paymentMethodId: 'pm_card_authenticationRequired' });
    await publisher.passHours(1);
    const { openPurchaseId: calledOff = '' } = await subscriber.own();
    const unnoticed = jest.spyOn(publisher.t.get(CalledOffPeriods), 'orderAgain');
    unnoticed.mockResolvedValueOnce(undefined);
    await subscriber.callOff(calledOff);
    await publisher.t.drainEvents();
    expect((await subscriber.own()).openPurchaseId).toBe(calledOff);
    for (const start of ['2027-04-14T14:00:00Z', '2027-04-16T14:00:00Z']) {
      publisher.clock.set(start);
      await publisher.tick();
    }
    const { openPurchaseId: again = '' } = await subscriber.own();
    const reminders = await subscriber.events('grace-ending');
    expect(reminders.map((event) => [event['daysLeft'], event['purchaseId']])).toEqual([
      [3, again],
      [1, again],
    ]);
    const purchases = await subscriber.rows('token_purchases', 'status');
    expect(purchases.map(({ status }) => status)).toEqual(['completed', 'canceled', 'initialized']);
  });

  it('ends where nobody could pay any more what was called off', async () => {
    await subscriber.change({ paymentMethodId: 'pm_card_authenticationRequired' });
    await publisher.passHours(1);
    await publisher.t.superuser.query('UPDATE token_packages SET active = false WHERE id = $1', [
      publisher.small,
    ]);
    await subscriber.callOff((await subscriber.own()).openPurchaseId ?? '');
    await publisher.t.drainEvents();
    expect(await subscriber.own()).toMatchObject({
      status: 'canceled',
      cancelReason: 'not_offered',
    });
  });

  it('tries a card at once that was set while the one before was asked', async () => {
    await subscriber.change({ paymentMethodId: 'pm_card_authenticationRequired' });
    const purchases = publisher.t.get(Purchases);
    const execute = purchases.execute.bind(purchases);
    const charged = jest.spyOn(purchases, 'execute').mockImplementationOnce(async (...order) => {
      await subscriber.change({ paymentMethodId: 'pm_card_visa' });
      return execute(...order);
    });
    await publisher.passHours(1);
    await publisher.tick();
    charged.mockRestore();
    expect(await subscriber.own()).toMatchObject({ status: 'active' });
    expect(await subscriber.balance()).toEqual({ balance: 20_000, status: 'active' });
  });

  it('never tries a card more than 15 times in 30 days, whoever tried it', async () => {
    const at = publisher.clock.now();
    const card = await subscriber.rows('payment_methods', 'fingerprint', 'AND NOT is_default');
    const { rows } = await publisher.t.superuser.query<{ id: string }>(
      `INSERT INTO card_attempts (id, fingerprint, at)
       SELECT gen_random_uuid(), $1, $2 FROM generate_series(1, 13) RETURNING id`,
      [card[0]?.['fingerprint'], at],
    );
    expect(rows).toHaveLength(13);
    await publisher.passHours(6 * 24);
    expect(await starts()).toEqual(['04-10T14:00', '04-10T15:00']);
    const attempts = await publisher.t.superuser.query(
      'SELECT id FROM card_attempts WHERE fingerprint = $1',
      [card[0]?.['fingerprint']],
    );
    expect(attempts.rowCount).toBe(15);
  }, 120_000);

  it.each(['', '/confirm'])(
    'does not take an outage at a retry for the decline before it (POST ...%s)',
    async (call) => {
      await publisher.passHours(1);
      const intent = await subscriber.rows('token_purchases', 'payment_intent_id');
      const path = `/v1/payment_intents/${String(intent[1]?.['payment_intent_id'])}${call}`;
      publisher.sandbox.setFaults({ http: { probability: 1, method: 'POST', path } });
      await publisher.passHours(1);
      publisher.clock.advance({ minutes: 6 });
      await publisher.tick();
      expect(await starts()).toEqual(['04-10T14:00', '04-10T15:00']);
      expect(await failures()).toEqual(['completed', 'payment_provider_unavailable']);
      await publisher.passHours(1);
      const columns = 'declines, last_decline_code, status';
      const [, second] = await subscriber.rows('subscription_periods', columns);
      expect(second).toMatchObject({ declines: 1, last_decline_code: 'generic_decline' });
      publisher.sandbox.setFaults({});
      await publisher.passHours(1);
      const [, retried] = await subscriber.rows('subscription_periods', columns);
      expect(retried).toMatchObject({ declines: 2, status: 'declined' });
    },
    120_000,
  );

  it('counts a decline once where the process died before writing it down', async () => {
    publisher.clock.set('2027-04-10T14:00:00Z');
    await publisher.dieAt('declined', () => publisher.cron().processSubscriptionBilling());
    publisher.clock.advance({ minutes: 6 });
    await publisher.tick();
    const [, second] = await subscriber.rows('subscription_periods', 'declines, attempts, status');
    expect(second).toEqual({ declines: 1, attempts: 1, status: 'declined' });
    expect(await starts()).toEqual(['04-10T14:00']);
    expect(await subscriber.events('past-due')).toHaveLength(1);
  });
});
