import {
  anOrganization,
  aStripeSandbox,
  createTestDatabase,
  testModule,
  type RunningModule,
  type StripeSandbox,
  type TestDatabase,
} from '@purser/testing';
import { newId } from '@purser/platform';
import Stripe from 'stripe';
import { PaymentsCron } from './payments.cron.js';
import { InvalidSignature, PaymentsModule, ProviderInbox, ProviderObjects } from './index.js';

const CURRENT = 'whsec_current';
const PREVIOUS = 'whsec_previous';
const { webhooks } = new Stripe('sk_test_signer');

describe('the inbox of the provider', () => {
  let database: TestDatabase;
  let sandbox: StripeSandbox;
  let t: RunningModule;
  let organizationId: string;
  let intent: string;
  let counter = 0;

  beforeAll(async () => {
    sandbox = await aStripeSandbox();
    database = await createTestDatabase({
      STRIPE_API_URL: sandbox.url,
      STRIPE_WEBHOOK_SECRETS: `${CURRENT},${PREVIOUS}`,
    });
    t = await testModule({ imports: [PaymentsModule], database });
  });
  afterAll(async () => {
    await t.close();
    await sandbox.close();
    await database.drop();
  });
  beforeEach(async () => {
    organizationId = await anOrganization(t);
    counter += 1;
    intent = `pi_${counter}`;
    await t.get(ProviderObjects).register({
      providerId: intent,
      kind: 'payment_intent',
      organizationId,
      purchaseId: newId(t.clock.now()),
      createdAt: t.clock.now(),
    });
  });

  const inbox = () => t.get(ProviderInbox);
  const succeeded = (id: string, paymentIntent = intent) =>
    JSON.stringify({
      id,
      object: 'event',
      type: 'payment_intent.succeeded',
      created: 1_781_808_000,
      data: {
        object: {
          id: paymentIntent,
          object: 'payment_intent',
          status: 'succeeded',
          amount: 4_900,
          amount_received: 4_900,
          currency: 'usd',
          client_secret: `${paymentIntent}_secret_x`,
        },
      },
    });
  const sign = (payload: string, secret = CURRENT, timestamp?: number) =>
    webhooks.generateTestHeaderString({
      payload,
      secret,
      ...(timestamp === undefined ? {} : { timestamp }),
    });
  const receive = (payload: string, signature: string) =>
    inbox().receive(Buffer.from(payload), signature);
  const kept = async (id: string) => {
    const { rows } = await t.superuser.query<{ processed: boolean; error: string | null }>(
      'SELECT processed_at IS NOT NULL AS processed, error FROM provider_events WHERE id = $1',
      [id],
    );
    return rows;
  };
  const published = async () => {
    const { rows } = await t.superuser.query<{ event: string; payload: object }>(
      'SELECT event, payload FROM outbox WHERE organization_id = $1',
      [organizationId],
    );
    return rows;
  };

  it('keeps a signed event and tells the rooms above, without the client secret', async () => {
    const payload = succeeded('evt_good');
    await receive(payload, sign(payload));
    await inbox().drain();
    expect(await kept('evt_good')).toEqual([{ processed: true, error: null }]);
    expect(await published()).toEqual([
      {
        event: 'payments.payment-succeeded',
        payload: expect.objectContaining({
          paymentIntentId: intent,
          amountMinor: 4_900,
          currency: 'USD',
        }),
      },
    ]);
    const { rows } = await t.superuser.query('SELECT payload FROM provider_events WHERE id = $1', [
      'evt_good',
    ]);
    expect(JSON.stringify(rows)).not.toContain('secret');
  });

  it('accepts the secret before, so that it can be rotated without a gap', async () => {
    const payload = succeeded('evt_rotated');
    await receive(payload, sign(payload, PREVIOUS));
    expect(await kept('evt_rotated')).toHaveLength(1);
  });

  it.each([
    ['no signature', () => ''],
    ['nonsense', () => 't=1,v1=00'],
    ['another secret', (payload: string) => sign(payload, 'whsec_other')],
    ['another body', () => sign(succeeded('evt_other'))],
    [
      'an old time stamp',
      (payload: string) => sign(payload, CURRENT, Math.floor(Date.now() / 1_000) - 301),
    ],
  ])('refuses %s and keeps nothing', async (_what, signature) => {
    const payload = succeeded('evt_bad');
    await expect(receive(payload, signature(payload))).rejects.toBeInstanceOf(InvalidSignature);
    expect(await kept('evt_bad')).toEqual([]);
  });

  it('refuses a body that was changed after it was signed', async () => {
    const payload = succeeded('evt_changed');
    const changed = payload.replace('"amount_received":4900', '"amount_received":9900');
    await expect(receive(changed, sign(payload))).rejects.toBeInstanceOf(InvalidSignature);
    expect(await kept('evt_changed')).toEqual([]);
  });

  it('takes an event once, however often and from however many at once it comes', async () => {
    const payload = succeeded('evt_twice');
    await Promise.all(Array.from({ length: 5 }, () => receive(payload, sign(payload))));
    await inbox().drain();
    await receive(payload, sign(payload));
    await inbox().drain();
    expect(await kept('evt_twice')).toHaveLength(1);
    expect(await published()).toHaveLength(1);
  });

  it('sets aside what is about no payment of ours', async () => {
    const payload = succeeded('evt_foreign', 'pi_somebody_elses');
    await receive(payload, sign(payload));
    await inbox().drain();
    expect(await kept('evt_foreign')).toEqual([
      { processed: true, error: 'not a payment of ours' },
    ]);
  });

  it('leaves open what could not be processed, and the sweep does it', async () => {
    const payload = succeeded('evt_open');
    const rename = (from: string, to: string) =>
      t.superuser.query(`ALTER TABLE ${from} RENAME TO ${to}`);
    await rename('outbox', 'outbox_gone');
    try {
      await receive(payload, sign(payload));
      await inbox().drain();
      expect(await kept('evt_open')).toEqual([
        { processed: false, error: expect.stringContaining('outbox') },
      ]);
    } finally {
      await rename('outbox_gone', 'outbox');
    }
    t.clock.advance({ minutes: 1 });
    expect(await t.get(PaymentsCron).processProviderEvents()).toMatchObject({
      items: 1,
      errors: 0,
    });
    expect(await kept('evt_open')).toEqual([{ processed: true, error: null }]);
    expect(await published()).toHaveLength(1);
    expect(await t.get(PaymentsCron).processProviderEvents()).toMatchObject({ items: 0 });
  });
});
