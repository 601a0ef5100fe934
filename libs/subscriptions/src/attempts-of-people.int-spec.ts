import { setTimeout } from 'node:timers/promises';
import { eventually } from '@purser/testing';
import { Publisher, type Subscriber } from './testing/subscriber.js';

const LOST = 'pm_card_chargeDeclinedLostCard';
const ASKS_HOLDER = 'pm_card_authenticationRequired';
const CLAIMED = { next_attempt_at: new Date('2027-04-10T14:20:00Z') };
const ASKS_FOR_OUTCOME_MS = 200;
const DECLINES_LATER = 'pm_card_chargeCustomerFail';

/** Decision 7: what people try at the open purchase says nothing of the subscription's own card. */
describe('an attempt of a person at the open purchase', () => {
  let publisher: Publisher;
  let subscriber: Subscriber;

  beforeAll(async () => {
    publisher = await Publisher.open({ start: '2027-03-10T14:00:00Z' });
  });
  afterAll(() => publisher.close());
  beforeEach(async () => {
    publisher.clock.set('2027-03-10T14:00:00Z');
    subscriber = await publisher.subscriber({ timeZone: 'UTC' });
    await subscriber.subscribe();
    await publisher.t.drainEvents();
    publisher.clock.set('2027-04-10T14:00:00Z');
  });
  afterEach(async () => {
    publisher.sandbox.setFaults({});
    await subscriber.cancel('now');
  });

  const outage = async (work: () => Promise<unknown>) => {
    publisher.sandbox.setFaults({ http: { probability: 1, method: 'POST' } });
    await work();
    publisher.sandbox.setFaults({});
  };
  const openPurchase = async () => (await subscriber.own()).openPurchaseId ?? '';
  const second = async () => {
    const columns = 'period, purchase_id, status, attempts, declines, next_attempt_at';
    const rows = await subscriber.rows('subscription_periods', columns);
    return rows.find(({ period }) => period === 1);
  };
  /** Who started to pay the renewal, in order. */
  const starters = async () => {
    const purchaseId = (await second())?.['purchase_id'];
    const columns = 'purchase_id, sequence, actor_type';
    const started = await subscriber.rows(
      'purchase_events',
      columns,
      `AND type = 'payment_started'`,
    );
    return started
      .filter((row) => row['purchase_id'] === purchaseId)
      .toSorted((a, b) => Number(a['sequence']) - Number(b['sequence']))
      .map((row) => row['actor_type']);
  };

  const declines = () =>
    openPurchase()
      .then((id) => subscriber.pay(id, LOST))
      .catch(() => undefined);
  const leavesTheBank = async () => {
    await subscriber.pay(await openPurchase(), ASKS_HOLDER);
    publisher.clock.advance({ minutes: 16 });
    await publisher.tick();
  };

  it.each([
    ['is declined', declines],
    ['is left at the bank', leavesTheBank],
  ])(
    'after an outage of a renewal %s: the card on file is charged all the same',
    async (_, act) => {
      await outage(() => publisher.cron().processSubscriptionBilling());
      await act();
      publisher.clock.advance({ minutes: 16 });
      await publisher.tick();
      expect(await starters()).toEqual(['system', 'user', 'system']);
      expect(await subscriber.own()).toMatchObject({ status: 'active' });
      expect((await subscriber.balance()).balance).toBe(20_000);
      expect(await subscriber.events('past-due')).toEqual([]);
    },
  );

  it('after an outage of a retry is no decline of it', async () => {
    await subscriber.change({ paymentMethodId: DECLINES_LATER });
    await publisher.tick();
    publisher.clock.advance({ hours: 1 });
    await outage(() => publisher.cron().retryDuePayments());
    await declines();
    publisher.clock.advance({ minutes: 16 });
    await publisher.tick();
    expect(await starters()).toEqual(['system', 'system', 'user', 'system']);
    expect(await second()).toMatchObject({ status: 'declined', attempts: 3, declines: 2 });
    expect(await second()).toMatchObject({ next_attempt_at: new Date('2027-04-10T18:16:00Z') });
  });

  it('is looked after each minute while its person is at the bank, and is no decline after it', async () => {
    await outage(() => publisher.cron().processSubscriptionBilling());
    publisher.clock.set('2027-04-10T14:10:00Z');
    await subscriber.pay(await openPurchase(), ASKS_HOLDER);
    publisher.clock.set('2027-04-10T14:15:00Z');
    await publisher.cron().retryDuePayments();
    expect(await second()).toMatchObject(waitsUntil('2027-04-10T14:16:00Z'));
    // The charge itself finds that the time at the bank is over, before the sweep does.
    publisher.clock.set('2027-04-10T14:26:00Z');
    await publisher.cron().retryDuePayments();
    expect(await second()).toMatchObject(waitsUntil('2027-04-10T14:27:00Z'));
    publisher.clock.set('2027-04-10T14:27:00Z');
    await publisher.tick();
    expect(await starters()).toEqual(['system', 'user', 'system']);
    expect(await subscriber.own()).toMatchObject({ status: 'active' });
    expect((await subscriber.balance()).balance).toBe(20_000);
  });

  it('that a charge waits for and that is declined is not the decline of that charge', async () => {
    await outage(() => publisher.cron().processSubscriptionBilling());
    publisher.clock.set('2027-04-10T14:15:00Z');
    publisher.sandbox.setFaults({ http: { hold: true, method: 'POST' } });
    const declined = declines();
    await eventually(async () => expect(await starters()).toEqual(['system', 'user']));
    const retried = publisher.cron().retryDuePayments();
    await eventually(async () => expect(await second()).toMatchObject(CLAIMED));
    await setTimeout(ASKS_FOR_OUTCOME_MS);
    publisher.sandbox.setFaults({});
    await Promise.all([declined, retried]);
    expect(await second()).toMatchObject(waitsUntil('2027-04-10T14:16:00Z'));
    publisher.clock.set('2027-04-10T14:16:00Z');
    await publisher.tick();
    expect(await starters()).toEqual(['system', 'user', 'system']);
    expect(await subscriber.own()).toMatchObject({ status: 'active' });
  });
});

const waitsUntil = (at: string) => ({
  status: 'charging',
  declines: 0,
  next_attempt_at: new Date(at),
});
