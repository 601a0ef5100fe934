import { PurchaseStateConflict } from '@purser/purchases';
import { Publisher, type Subscriber } from './testing/subscriber.js';

describe('a renewal whose tax changed after it was ordered', () => {
  let publisher: Publisher;
  let subscriber: Subscriber;

  beforeEach(async () => {
    publisher = await Publisher.open({ start: '2027-03-10T14:00:00Z' });
    subscriber = await publisher.subscriber({ timeZone: 'UTC' });
    await subscriber.subscribe();
  });
  afterEach(() => publisher.close());

  const declinedOn = async (card: string) => {
    await subscriber.change({ paymentMethodId: card });
    await publisher.t.drainEvents();
    publisher.clock.set('2027-04-10T13:00:00Z');
    await publisher.passHours(1);
    expect(await subscriber.own()).toMatchObject({ status: 'past_due' });
    await publisher.tax('10', '2027-04-10');
  };
  const purchases = async () =>
    (await subscriber.rows('token_purchases', 'status, total_minor')).map((row) => [
      row['status'],
      Number(row['total_minor']),
    ]);

  it('is ordered again by its retry, with the tax of that day', async () => {
    await declinedOn('pm_card_chargeCustomerFail');
    await subscriber.change({ paymentMethodId: 'pm_card_visa' });
    publisher.clock.advance({ minutes: 2 });
    await publisher.tick();
    publisher.clock.advance({ minutes: 2 });
    await publisher.tick();
    expect(await subscriber.own()).toMatchObject({ status: 'active' });
    expect(await purchases()).toEqual([
      ['completed', 10_000],
      ['canceled', 10_000],
      ['completed', 11_000],
    ]);
    expect(await subscriber.events('past-due')).toHaveLength(1);
  });

  it('is ordered again for the person who pays it', async () => {
    await declinedOn('pm_card_authenticationRequired');
    const before = (await subscriber.own()).openPurchaseId ?? '';
    publisher.clock.advance({ minutes: 1 });
    await expect(subscriber.pay(before, 'pm_card_visa')).rejects.toBeInstanceOf(
      PurchaseStateConflict,
    );
    await publisher.t.drainEvents();
    const after = (await subscriber.own()).openPurchaseId ?? '';
    expect(after).not.toBe(before);
    await subscriber.pay(after, 'pm_card_visa');
    await publisher.t.drainEvents();
    expect(await subscriber.own()).toMatchObject({ status: 'active' });
    expect(await purchases()).toEqual([
      ['completed', 10_000],
      ['canceled', 10_000],
      ['completed', 11_000],
    ]);
  });
});
