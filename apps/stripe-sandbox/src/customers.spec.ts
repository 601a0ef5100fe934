import type Stripe from 'stripe';
import { errorOf, startForTest } from '../test/sandbox-client.js';
import type { StripeSandbox } from './index.js';

describe('customers', () => {
  let sandbox: StripeSandbox;
  let stripe: Stripe;
  beforeEach(async () => ({ sandbox, stripe } = await startForTest()));
  afterEach(() => sandbox.close());

  it('keeps what it is given and merges metadata', async () => {
    const made = await stripe.customers.create({
      name: 'Acme',
      email: 'billing@acme.test',
      address: { line1: '1 Main St', country: 'US' },
      metadata: { organizationId: 'o-1', plan: 'x' },
    });
    expect(made.address).toEqual({
      city: null,
      country: 'US',
      line1: '1 Main St',
      line2: null,
      postal_code: null,
      state: null,
    });
    const changed = await stripe.customers.update(made.id, {
      name: '',
      metadata: { plan: '', seats: '3' },
    });
    expect(changed).toMatchObject({ name: null, email: 'billing@acme.test' });
    expect(changed.metadata).toEqual({ organizationId: 'o-1', seats: '3' });
    const cleared = await stripe.customers.update(made.id, { metadata: '' });
    expect(cleared.metadata).toEqual({});
    const events = await stripe.events.list({ type: 'customer.updated' });
    expect(events.data[1]?.data.previous_attributes).toEqual({
      name: 'Acme',
      metadata: { organizationId: 'o-1', plan: 'x' },
    });
  });

  it('pages through all of them in either direction, newest first', async () => {
    const made: string[] = [];
    for (let index = 0; index < 7; index += 1) made.push((await stripe.customers.create()).id);
    const listed: string[] = [];
    for await (const customer of stripe.customers.list({ limit: 3 })) listed.push(customer.id);
    expect(listed).toEqual([...made].reverse());

    const last = listed.at(-1);
    if (last === undefined) throw new Error('nothing listed');
    const before = await stripe.customers.list({ limit: 2, ending_before: last });
    expect(before.data.map(({ id }) => id)).toEqual(listed.slice(4, 6));
    expect(before).toMatchObject({ object: 'list', url: '/v1/customers', has_more: true });
  });

  it('filters by e-mail and by time of creation', async () => {
    await stripe.customers.create({ email: 'a@acme.test' });
    const wanted = await stripe.customers.create({ email: 'b@acme.test' });
    const found = await stripe.customers.list({ email: 'b@acme.test' });
    expect(found.data.map(({ id }) => id)).toEqual([wanted.id]);
    const later = await stripe.customers.list({ created: { gt: wanted.created } });
    expect(later.data).toEqual([]);
    const until = await stripe.customers.list({ created: { lte: wanted.created } });
    expect(until.data).toHaveLength(2);
  });

  it('leaves a tombstone and detaches the cards when one is deleted', async () => {
    const customer = await stripe.customers.create({ payment_method: 'pm_card_visa' });
    const [card] = (await stripe.customers.listPaymentMethods(customer.id)).data;
    expect(await stripe.customers.del(customer.id)).toMatchObject({ deleted: true });
    expect(await stripe.customers.retrieve(customer.id)).toEqual(
      expect.objectContaining({ id: customer.id, object: 'customer', deleted: true }),
    );
    expect((await stripe.paymentMethods.retrieve(card?.id ?? '')).customer).toBeNull();
    expect((await stripe.customers.list()).data).toEqual([]);
    expect(await errorOf(stripe.customers.update(customer.id, { name: 'x' }))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
    });
  });

  it('sets only an attached card as the default and forgets it when it is detached', async () => {
    const customer = await stripe.customers.create();
    const stray = await stripe.paymentMethods.retrieve('pm_card_visa');
    const setting = (id: string) =>
      stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: id } });
    expect(await errorOf(setting(stray.id))).toMatchObject({ code: 'resource_missing' });
    await stripe.paymentMethods.attach(stray.id, { customer: customer.id });
    await setting(stray.id);
    const expanded = await stripe.customers.retrieve(customer.id, {
      expand: ['invoice_settings.default_payment_method'],
    });
    expect(expanded).toMatchObject({
      invoice_settings: { default_payment_method: { id: stray.id, customer: customer.id } },
    });
    await stripe.paymentMethods.detach(stray.id);
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({
      invoice_settings: { default_payment_method: null },
    });
  });
});
