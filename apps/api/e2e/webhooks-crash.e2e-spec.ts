import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type {
  PageView,
  WebhookDeliveryDetailView,
  WebhookDeliveryView,
  WebhookEndpointSecretView,
} from '@purser/contracts';
import type { PurserConfig } from '@purser/platform';
import { createTestDatabase, eventually, freePort, type TestDatabase } from '@purser/testing';
import { Webhook } from 'standardwebhooks';
import { startStripeSandbox, type StripeSandbox } from '../../stripe-sandbox/src/index.js';
import { seedDemo, type SeededDemo } from '../src/demo/seed-demo.js';
import { HttpClient } from './support/http-client.js';

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

describe('kill -9 of the sender while the receiver holds its answer', () => {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const held: ServerResponse[] = [];
  let holds = true;
  const receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      if (holds) held.push(response);
      else response.writeHead(204).end();
    });
  });
  let database: TestDatabase;
  let stripe: StripeSandbox;
  let config: PurserConfig;
  let demo: SeededDemo;
  let api: ChildProcess;

  beforeAll(async () => {
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    database = await createTestDatabase();
    stripe = await startStripeSandbox({ port: 0 });
    config = {
      ...database.config,
      PORT: await freePort(),
      PURSER_ROLE: 'all',
      STRIPE_API_URL: stripe.url,
      STRIPE_WEBHOOK_SECRETS: ['whsec_none_is_delivered'],
    };
    demo = await seedDemo(config, { days: 1 });
    api = await startApi(config);
  });
  afterAll(async () => {
    await kill(api);
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
    await stripe.close();
    await database.drop();
  });

  it('delivers it again after the restart, with the same id and a good signature', async () => {
    const organization = `/api/organizations/${demo.organizations.Acme}`;
    const http = new HttpClient(`http://127.0.0.1:${config.PORT}`);
    const admin = await http.signIn('admin@acme.test');
    const { port } = receiver.address() as AddressInfo;
    const { body: endpoint } = await admin.post<WebhookEndpointSecretView>(
      `${organization}/webhook-endpoints`,
      { url: `http://127.0.0.1:${port}/`, types: ['purchase.canceled'] },
    );
    const bought = await admin.post<{ referenceId: string }>('/api/tokens/purchase', {
      customTokens: 20_000,
    });
    await admin.post(`/api/tokens/purchase/${bought.body.referenceId}/cancel`);
    await eventually(() => {
      expect(received).toHaveLength(1);
    }, 30_000);
    await kill(api);
    holds = false;

    // The lease of the dead sender is on the clock; it is moved rather than waited for.
    const moved = await database.superuser.query(
      `UPDATE webhook_deliveries SET claimed_until = claimed_at
       WHERE organization_id = $1 AND status = 'pending' AND claim_id IS NOT NULL`,
      [demo.organizations.Acme],
    );
    expect(moved.rowCount).toBe(1);
    api = await startApi(config);
    await eventually(() => {
      expect(received).toHaveLength(2);
    }, 30_000);
    const [first, second] = received;
    if (!first || !second) throw new Error('it did not come twice');
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
    expect(second.body).toBe(first.body);
    for (const { headers, body } of received) {
      new Webhook(endpoint.secret).verify(body, headers as Record<string, string>);
    }

    const again = await http.signIn('admin@acme.test');
    const log = await eventually(async () => {
      const page = await again.get<PageView<WebhookDeliveryView>>(
        `${organization}/webhook-deliveries?status=delivered`,
      );
      expect(page.body.data).toHaveLength(1);
      return page.body.data;
    }, 30_000);
    const detail = await again.get<WebhookDeliveryDetailView>(
      `${organization}/webhook-deliveries/${log[0]?.id ?? ''}`,
    );
    expect(detail.body.attemptLog.map(({ outcome }) => outcome)).toEqual(['failed', 'delivered']);
  });
});
