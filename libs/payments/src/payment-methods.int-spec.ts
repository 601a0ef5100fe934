import { newId, NotFound, type Actor } from '@purser/platform';
import {
  anOrganization,
  aStripeSandbox,
  createTestDatabase,
  testModule,
  type RunningModule,
  type StripeSandbox,
  type TestDatabase,
} from '@purser/testing';
import type Stripe from 'stripe';
import {
  CardDeclined,
  PaymentCustomers,
  PaymentMethods,
  PaymentMethodUnusable,
  PaymentsModule,
  STRIPE,
} from './index.js';

describe('payment methods', () => {
  let database: TestDatabase;
  let sandbox: StripeSandbox;
  let t: RunningModule;
  let organizationId: string;
  const actor: Actor = {
    type: 'user',
    id: newId(new Date(0)),
    name: 'nora@example.test',
    requestId: 'request-1',
    ip: null,
  };

  beforeAll(async () => {
    sandbox = await aStripeSandbox();
    database = await createTestDatabase({ STRIPE_API_URL: sandbox.url });
    t = await testModule({ imports: [PaymentsModule], database });
  });
  afterAll(async () => {
    await t.close();
    await sandbox.close();
    await database.drop();
  });
  beforeEach(async () => {
    organizationId = await anOrganization(t, { legalName: 'Acme Corporation' });
  });

  const methods = () => t.get(PaymentMethods);
  const add = (providerId: string) => methods().resolve(organizationId, providerId, actor);
  const list = async () =>
    (await methods().list(organizationId)).map(({ brand, isDefault }) => [brand, isDefault]);
  const audited = async () => {
    const { rows } = await t.superuser.query<{ action: string }>(
      'SELECT action FROM token_audit_log WHERE organization_id = $1 ORDER BY sequence',
      [organizationId],
    );
    return rows.map(({ action }) => action);
  };

  it('keeps cards with one customer of the provider, the first as the default', async () => {
    await add('pm_card_visa');
    t.clock.advance({ seconds: 1 });
    await add('pm_card_mastercard');
    expect(await list()).toEqual([
      ['visa', true],
      ['mastercard', false],
    ]);
    const customerId = await t.get(PaymentCustomers).ensure(organizationId);
    const stripe = t.get<Stripe>(STRIPE);
    expect(await stripe.customers.retrieve(customerId)).toMatchObject({
      name: 'Acme Corporation',
      email: 'billing@example.test',
      metadata: { organizationId },
    });
    expect((await stripe.paymentMethods.list({ customer: customerId })).data).toHaveLength(2);
    expect(await audited()).toEqual(['payment_method.attached', 'payment_method.attached']);
  });

  it('makes one customer, however many ask first', async () => {
    const customers = t.get(PaymentCustomers);
    const ids = await Promise.all(
      Array.from({ length: 4 }, () => customers.ensure(organizationId)),
    );
    expect(new Set(ids).size).toBe(1);
  });

  it('keeps one row per card, however often it is entered, also at the same time', async () => {
    const cards = await Promise.all(Array.from({ length: 4 }, () => add('pm_card_visa')));
    expect(new Set(cards.map(({ id }) => id)).size).toBe(1);
    await add('pm_card_visa');
    expect(await list()).toEqual([['visa', true]]);
    expect(await audited()).toEqual(['payment_method.attached']);
  });

  it("finds a kept card by our id and by the provider's", async () => {
    const card = await add('pm_card_visa');
    expect(await add(card.id)).toEqual(card);
    expect(await add(card.providerId)).toEqual(card);
  });

  it('refuses a card that the bank declines at once, and keeps nothing', async () => {
    await expect(add('pm_card_visa_chargeDeclined')).rejects.toBeInstanceOf(CardDeclined);
    await expect(add('pm_unknown')).rejects.toBeInstanceOf(PaymentMethodUnusable);
    expect(await list()).toEqual([]);
  });

  it('hides malformed ids and those of other organizations', async () => {
    const theirs = await add('pm_card_visa');
    organizationId = await anOrganization(t);
    for (const id of [theirs.id, theirs.providerId, 'card', 'pm_', 'pm_a b', newId(new Date(0))]) {
      await expect(add(id)).rejects.toBeInstanceOf(NotFound);
    }
    await expect(methods().remove(organizationId, theirs.id, actor)).rejects.toBeInstanceOf(
      NotFound,
    );
    await expect(methods().makeDefault(organizationId, theirs.id, actor)).rejects.toBeInstanceOf(
      NotFound,
    );
  });

  it('changes the default, one at a time', async () => {
    await add('pm_card_visa');
    const second = await add('pm_card_mastercard');
    const third = await add('pm_card_amex');
    await Promise.all([
      methods().makeDefault(organizationId, second.id, actor),
      methods().makeDefault(organizationId, third.id, actor),
    ]);
    const defaults = (await list()).filter(([, isDefault]) => isDefault);
    expect(defaults).toHaveLength(1);
  });

  it('forgets a card here and at the provider, and passes the default on', async () => {
    const first = await add('pm_card_visa');
    await add('pm_card_visa');
    t.clock.advance({ seconds: 1 });
    await add('pm_card_mastercard');
    await methods().remove(organizationId, first.id, actor);
    expect(await list()).toEqual([['mastercard', true]]);
    await expect(add(first.id)).rejects.toBeInstanceOf(NotFound);
    const customerId = await t.get(PaymentCustomers).ensure(organizationId);
    const left = await t.get<Stripe>(STRIPE).paymentMethods.list({ customer: customerId });
    expect(left.data.map(({ card }) => card?.brand)).toEqual(['mastercard']);
    await add('pm_card_visa');
    expect(await list()).toEqual([
      ['mastercard', true],
      ['visa', false],
    ]);
  });

  it('starts saving a card without paying', async () => {
    const setup = await methods().setUp(organizationId);
    expect(setup).toEqual({
      setupIntentId: expect.stringMatching(/^seti_/),
      clientSecret: expect.stringMatching(/^seti_.+_secret_/),
      status: 'requires_payment_method',
    });
  });
});
