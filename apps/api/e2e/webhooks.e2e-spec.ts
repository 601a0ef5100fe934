import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  EventFeedView,
  EventTypesView,
  PageView,
  PurchaseView,
  WebhookDeliveryDetailView,
  WebhookDeliveryView,
  WebhookEndpointSecretView,
  WebhookEndpointView,
} from '@purser/contracts';
import { eventually } from '@purser/testing';
import { Webhook } from 'standardwebhooks';
import type { HttpClient } from './support/http-client.js';
import { startPurser, type Purser } from './support/purser.js';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

describe('webhooks and the feed over HTTP', () => {
  let purser: Purser;
  let admin: HttpClient;
  let viewer: HttpClient;
  let receiver: Server;
  let address: string;
  let endpoints: string;
  let deliveries: string;
  const received: Received[] = [];

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        received.push({ headers: request.headers, body });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`;
    purser = await startPurser({ days: 1 });
    admin = await purser.http.signIn('admin@acme.test');
    viewer = await purser.http.signIn('viewer@acme.test');
    const organization = `/api/organizations/${purser.demo.organizations.Acme}`;
    endpoints = `${organization}/webhook-endpoints`;
    deliveries = `${organization}/webhook-deliveries`;
  });
  afterAll(async () => {
    await purser.close();
    await new Promise((resolve) => receiver.close(resolve));
  });

  const feed = (query: string) =>
    viewer.get<EventFeedView>(
      `/api/events?organizationId=${purser.demo.organizations.Acme}${query}`,
    );

  /** The cursor behind everything that the demo brought along. */
  async function endOfFeed(): Promise<string> {
    let { body } = await feed('&limit=200');
    while (body.hasMore) ({ body } = await feed(`&limit=200&after=${body.cursor}`));
    return body.cursor;
  }

  it('tell of a purchase within seconds, signed, and log what was answered', async () => {
    const types = ['purchase.completed', 'invoice.issued'];
    const created = await admin.post<WebhookEndpointSecretView>(endpoints, { url: address, types });
    expect(created.status).toBe(201);
    expect(created.headers.get('cache-control')).toBe('no-store');
    const { secret, ...shown } = created.body;
    const read = await admin.get<WebhookEndpointView>(`${endpoints}/${shown.id}`);
    expect(read.body).toEqual(shown);
    expect(read.text).not.toContain('whsec_');

    const bought = await admin.post<PurchaseView>('/api/tokens/purchase', { customTokens: 20_000 });
    const { referenceId } = bought.body;
    const method = { paymentMethodId: 'pm_card_visa' };
    await admin.post(`/api/tokens/purchase/${referenceId}/execute`, method);
    const told = await eventually(() => {
      const events = received.map(({ headers, body }) =>
        new Webhook(secret).verify(body, headers as Record<string, string>),
      );
      expect(events).toContainEqual(
        expect.objectContaining({
          type: 'purchase.completed',
          data: expect.objectContaining({ referenceId, tokens: 20_000 }) as object,
        }),
      );
      expect(events).toContainEqual(expect.objectContaining({ type: 'invoice.issued' }));
      return events;
    }, 30_000);

    const log = await eventually(async () => {
      const page = await admin.get<PageView<WebhookDeliveryView>>(
        `${deliveries}?status=delivered&type=purchase.completed&endpointId=${shown.id}`,
      );
      expect(page.body.data).toHaveLength(1);
      return page.body.data;
    });
    const id = log[0]?.id ?? '';
    const detail = await admin.get<WebhookDeliveryDetailView>(`${deliveries}/${id}`);
    expect(detail.body.attemptLog).toMatchObject([{ outcome: 'delivered', httpStatus: 204 }]);
    expect(told).toContainEqual(detail.body.payload);

    const before = received.length;
    expect((await admin.post(`${deliveries}/${id}/redeliver`)).status).toBe(200);
    await eventually(() => {
      expect(received.length).toBe(before + 1);
    });
    expect(received.at(-1)?.headers['webhook-id']).toBe(detail.body.eventId);
    const csv = await admin.get(deliveries, { headers: { accept: 'text/csv' } });
    expect(csv.text.split('\n')[0]).toContain('id,createdAt,type,eventId,url,status');
  });

  it('are tested, changed from a version, given another secret and deleted', async () => {
    const created = await admin.post<WebhookEndpointSecretView>(endpoints, { url: address });
    const path = `${endpoints}/${created.body.id}`;
    const eTag = created.headers.get('etag') ?? '';
    const tested = await admin.post<WebhookDeliveryDetailView>(`${path}/test`);
    expect(tested.body).toMatchObject({ type: 'webhook.test', status: 'delivered' });
    const settings = { url: address, types: ['dispute.opened'], description: '', enabled: false };
    const put = (ifMatch: string) =>
      admin.send('PUT', path, JSON.stringify(settings), { 'if-match': ifMatch });
    expect((await put(eTag)).status).toBe(200);
    expect((await put(eTag)).status).toBe(412);
    expect((await admin.post(`${path}/test`)).status).toBe(409);
    const rotated = await admin.post<WebhookEndpointSecretView>(`${path}/rotate-secret`, {});
    expect(rotated.body.secret).not.toBe(created.body.secret);
    expect((await admin.send('DELETE', path)).status).toBe(204);
    expect((await admin.get(path)).status).toBe(404);
    for (const url of ['ftp://example.com/', 'https://a:b@example.com/']) {
      const refused = await admin.post<{ type: string }>(endpoints, { url });
      expect([refused.status, refused.body.type]).toEqual([
        422,
        '/problems/webhook-url-not-allowed',
      ]);
    }
    expect((await viewer.get(endpoints)).status).toBe(403);
  });

  it('can be pulled from a cursor, narrowed to types, and looked up in a catalogue', async () => {
    const cursor = await endOfFeed();
    const bought = await admin.post<PurchaseView>('/api/tokens/purchase', { customTokens: 30_000 });
    await admin.post(`/api/tokens/purchase/${bought.body.referenceId}/cancel`);
    const next = await eventually(async () => {
      const { body } = await feed(`&after=${cursor}&types=purchase.canceled,purchase.completed`);
      expect(body.data).toHaveLength(1);
      return body;
    }, 30_000);
    expect(next.data[0]).toMatchObject({
      type: 'purchase.canceled',
      data: { referenceId: bought.body.referenceId },
    });
    expect((await feed('&after=nonsense')).status).toBe(400);
    expect((await feed('&types=nonsense')).status).toBe(400);
    const catalogue = await viewer.get<EventTypesView>('/api/events/types');
    expect(catalogue.body.data.map(({ type }) => type)).toContain('purchase.canceled');
  });
});
