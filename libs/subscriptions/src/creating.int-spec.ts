import { PaymentMethods } from '@purser/payments';
import { impatientStripe } from '@purser/testing';
import { SubscriptionRehearsal } from './subscription-rehearsal.js';
import { Publisher, type Subscriber } from './testing/subscriber.js';

const impatient = impatientStripe(2_000);

describe('creating a subscription', () => {
  let publisher: Publisher;
  let subscriber: Subscriber;

  beforeAll(async () => {
    publisher = await Publisher.open({ start: '2026-01-31T15:00:00Z', stripe: impatient });
  });
  afterAll(() => publisher.close());
  beforeEach(async () => {
    publisher.sandbox.setFaults({});
    subscriber = await publisher.subscriber();
  });

  const leftBehind = async () => ({
    subscriptions: (await subscriber.rows('token_subscriptions', 'id')).length,
    periods: (await subscriber.rows('subscription_periods', 'id')).length,
    purchases: (await subscriber.rows('token_purchases', 'status')).map(({ status }) => status),
    ...(await subscriber.balance()),
  });

  it('charges the first period in the call, once, and foresees six more', async () => {
    const created = await subscriber.subscribe();
    expect(created).toMatchObject({
      status: 'active',
      currentPeriod: { start: '2026-01-31T15:00:00.000Z', end: '2026-02-28T15:00:00.000Z' },
      nextChargeAt: '2026-02-28T15:00:00.000Z',
      timeZone: 'America/New_York',
    });
    await publisher.tick();
    expect(await subscriber.balance()).toEqual({ balance: 10_000, status: 'active' });
    const { subscription, preview } = await subscriber.look();
    expect(subscription).toEqual(created);
    expect(preview.map(({ chargeAt, reason }) => [chargeAt.slice(0, 16), reason])).toEqual([
      ['2026-02-28T15:00', 'renewal'],
      ['2026-03-31T14:00', 'renewal'],
      ['2026-04-30T14:00', 'renewal'],
      ['2026-05-31T14:00', 'renewal'],
      ['2026-06-30T14:00', 'renewal'],
      ['2026-07-31T14:00', 'renewal'],
    ]);
    expect(preview[0]?.explanation).toContain('last day of its month');
    expect(preview[0]?.price?.total).toEqual({ amount: 10_000, currency: 'USD' });
    const audited = await subscriber.rows('token_audit_log', 'action, subject_type');
    expect(audited.filter((row) => row['subject_type'] === 'subscription')).toEqual([
      { action: 'subscription.created', subject_type: 'subscription' },
    ]);
    expect(await subscriber.events('activated')).toHaveLength(1);
  });

  it('says beforehand what would be charged, from the first charge on, and keeps nothing', async () => {
    const rehearsal = publisher.t.get(SubscriptionRehearsal);
    const { organizationId } = subscriber;
    const order = { packageId: publisher.small, interval: 'month' as const };
    const before = await rehearsal.creation(organizationId, order);
    expect((await subscriber.look()).subscription).toBeNull();
    expect(before.preview).toHaveLength(6);
    expect(before.preview[0]).toMatchObject({ period: 0, reason: 'first' });
    const created = await subscriber.subscribe();
    const { preview } = await subscriber.look();
    expect(before.preview.slice(1)).toEqual(preview.slice(0, 5));
    await subscriber.pause();
    const resumed = await rehearsal.resumption(organizationId, created.id);
    expect(resumed.preview).toEqual(preview);
    expect((await subscriber.own()).status).toBe('paused');
  });

  it('leaves no subscription where the card is declined, and lets another card try', async () => {
    await expect(
      subscriber.subscribe({ paymentMethodId: 'pm_card_chargeCustomerFail' }),
    ).rejects.toMatchObject({ problem: 'card-declined' });
    expect(await leftBehind()).toEqual({
      subscriptions: 0,
      periods: 0,
      purchases: ['canceled'],
      balance: 0,
      status: 'active',
    });
    expect((await subscriber.look()).subscription).toBeNull();
    expect((await subscriber.subscribe()).status).toBe('active');
  });

  it('is incomplete while the card holder authenticates, and active once they did', async () => {
    const created = await subscriber.subscribe({
      paymentMethodId: 'pm_card_authenticationRequired',
    });
    expect(created.status).toBe('incomplete');
    expect(created.clientSecret).toMatch(/^pi_.*_secret_/);
    expect((await subscriber.look()).preview).toEqual([]);
    const [intent = ''] = (created.clientSecret ?? '').split('_secret_');
    publisher.sandbox.authenticate(intent, 'succeed');
    await subscriber.pay(created.openPurchaseId ?? '', 'pm_card_authenticationRequired');
    await publisher.t.drainEvents();
    expect(await subscriber.own()).toMatchObject({ status: 'active' });
    expect((await subscriber.balance()).balance).toBe(10_000);
  });

  it.each(['pm_card_visa', 'pm_card_authenticationRequired'])(
    'keeps its card from being removed while it lives: %s',
    async (paymentMethodId) => {
      const { organizationId, actor } = subscriber;
      const { paymentMethodId: card } = await subscriber.subscribe({ paymentMethodId });
      const remove = () => publisher.t.get(PaymentMethods).remove(organizationId, card, actor);
      await expect(remove()).rejects.toMatchObject({ problem: 'payment-method-in-use' });
      await subscriber.cancel('now');
      await remove();
    },
  );

  it('ends where nobody authenticates in time', async () => {
    await subscriber.subscribe({ paymentMethodId: 'pm_card_authenticationRequired' });
    publisher.clock.advance({ minutes: 14 });
    await publisher.tick();
    expect((await subscriber.own()).status).toBe('incomplete');
    publisher.clock.advance({ minutes: 2 });
    await publisher.tick();
    expect(await subscriber.own()).toMatchObject({
      status: 'canceled',
      cancelReason: 'incomplete',
    });
  });

  it('refuses a second one, also where both are asked for at once', async () => {
    const answers = await Promise.allSettled([subscriber.subscribe(), subscriber.subscribe()]);
    const refused = answers.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatchObject({ reason: { problem: 'subscription-exists' } });
    await expect(subscriber.subscribe()).rejects.toMatchObject({ problem: 'subscription-exists' });
    await publisher.t.drainEvents();
    expect((await subscriber.balance()).balance).toBe(10_000);
  });

  it('charges nothing before a start that lies ahead, and then at that instant', async () => {
    const startAt = new Date(publisher.clock.now().getTime() + 10 * 86_400_000);
    const created = await subscriber.subscribe({ startAt });
    expect(created).toMatchObject({
      status: 'active',
      currentPeriod: null,
      nextChargeAt: startAt.toISOString(),
    });
    publisher.clock.set(new Date(startAt.getTime() - 1));
    await publisher.tick();
    expect((await subscriber.balance()).balance).toBe(0);
    publisher.clock.set(startAt);
    await publisher.tick();
    expect((await subscriber.balance()).balance).toBe(10_000);
    expect((await subscriber.own()).currentPeriod?.start).toBe(startAt.toISOString());
  });

  it.each([-1, 0, 367 * 86_400_000])('refuses a start %d ms ahead', async (aheadMs) => {
    const startAt = new Date(publisher.clock.now().getTime() + aheadMs);
    await expect(subscriber.subscribe({ startAt })).rejects.toMatchObject({
      problem: 'invalid-request',
    });
  });

  it('finds out what became of a first charge whose answer was lost', async () => {
    publisher.sandbox.setFaults({
      http: { method: 'POST', path: '/v1/payment_intents/', failNext: 1, when: 'after' },
    });
    await expect(subscriber.subscribe()).rejects.toMatchObject({
      problem: 'payment-provider-unavailable',
    });
    publisher.sandbox.setFaults({});
    const purchase = (await subscriber.own()).openPurchaseId ?? '';
    await subscriber.pay(purchase, 'pm_card_visa');
    await publisher.t.drainEvents();
    expect(await subscriber.own()).toMatchObject({ status: 'active' });
    expect((await subscriber.balance()).balance).toBe(10_000);
  });
});
