import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { BalanceView, PurchaseDetailView, PurchaseView } from '@purser/contracts';
import type { PurserConfig } from '@purser/platform';
import Stripe from 'stripe';
import { createTestDatabase, eventually, freePort, type TestDatabase } from '@purser/testing';
import { startStripeSandbox, type StripeSandbox } from '../../stripe-sandbox/src/index.js';
import { seedDemo, type SeededDemo } from '../src/demo/seed-demo.js';
import { HttpClient } from './support/http-client.js';

// Calls on one intent; creating one is another path.
const CONFIRMATIONS = '/v1/payment_intents/';
const MAIN = path.resolve(import.meta.dirname, '../../../dist/api/apps/api/src/main.js');

/** Starts the built API as a process of its own and waits until it is ready. */
async function startApi(config: PurserConfig): Promise<ChildProcess> {
  const environment = Object.entries(config)
    .filter(([, value]) => value !== undefined && typeof value !== 'boolean')
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]);
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], ...Object.fromEntries(environment) },
    stdio: 'ignore',
  });
  await eventually(async () => {
    const ready = await fetch(`http://127.0.0.1:${config.PORT}/health/ready`);
    expect(ready.status).toBe(200);
  }, 30_000);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

describe('kill -9 of the API between charge and settle', () => {
  let database: TestDatabase;
  let stripe: StripeSandbox;
  let config: PurserConfig;
  let demo: SeededDemo;
  let api: ChildProcess;

  beforeAll(async () => {
    database = await createTestDatabase();
    const port = await freePort();
    stripe = await startStripeSandbox({ port: 0 });
    config = {
      ...database.config,
      PORT: port,
      HOST: '127.0.0.1',
      PURSER_ROLE: 'all',
      STRIPE_API_URL: stripe.url,
      STRIPE_WEBHOOK_SECRETS: ['whsec_none_is_delivered'],
    };
    demo = await seedDemo(config, { days: 1 });
    api = await startApi(config);
  });
  afterAll(async () => {
    await kill(api);
    await stripe.close();
    await database.drop();
  });

  /** How many times the provider charged for a purchase. */
  const chargesOf = async (referenceId: string): Promise<number> => {
    const { hostname, port } = new URL(stripe.url);
    const sdk = new Stripe('sk_test_sandbox', { host: hostname, port, protocol: 'http' });
    const { data } = await sdk.paymentIntents.list({ limit: 100 });
    return data.filter(
      ({ status, metadata }) =>
        status === 'succeeded' && Object.values(metadata).includes(referenceId),
    ).length;
  };

  it('completes the purchase by itself after the restart, once', async () => {
    const acme = demo.organizations.Acme;
    const http = new HttpClient(`http://127.0.0.1:${config.PORT}`);
    const admin = await http.signIn('admin@acme.test');
    const balancePath = `/api/tokens/wallet/${acme}/balance`;
    const before = await admin.get<BalanceView>(balancePath);
    const created = await admin.post<PurchaseView>('/api/tokens/purchase', {
      organizationId: acme,
      customTokens: 10_000,
    });
    const { referenceId } = created.body;

    // The charge happens, but the provider's answer is held back: the API dies without knowing it.
    stripe.setFaults({
      http: { failNext: 1_000, when: 'after', hangUp: true, method: 'POST', path: CONFIRMATIONS },
    });
    const cutOff = admin
      .post(`/api/tokens/purchase/${referenceId}/execute`, { paymentMethodId: 'pm_card_visa' })
      .then(
        () => 'answered',
        () => 'cut off',
      );
    await eventually(async () => {
      expect(await chargesOf(referenceId)).toBe(1);
    });
    await kill(api);
    expect(await cutOff).toBe('cut off');
    stripe.setFaults({});
    const held = await database.superuser.query(
      'SELECT status FROM token_purchases WHERE organization_id = $1 AND id = $2',
      [acme, referenceId],
    );
    expect(held.rows).toEqual([{ status: 'payment_pending' }]);

    api = await startApi(config);
    const again = await http.signIn('admin@acme.test');
    await eventually(async () => {
      const read = await again.get<PurchaseView>(`/api/tokens/purchase/${referenceId}`);
      expect(read.body.status).toBe('completed');
    }, 90_000);
    const after = await again.get<BalanceView>(balancePath);
    expect(after.body.balance - before.body.balance).toBe(10_000);
    const detail = await again.get<PurchaseDetailView>(`/api/tokens/purchase/${referenceId}`);
    expect(detail.body.entryIds).toHaveLength(1);
    expect(await chargesOf(referenceId)).toBe(1);
  });
});
