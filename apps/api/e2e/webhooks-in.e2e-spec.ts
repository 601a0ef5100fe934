import type { BalanceView, PurchaseDetailView, PurchaseView } from '@purser/contracts';
import { eventually } from '@purser/testing';
import Stripe from 'stripe';
import type { HttpClient } from './support/http-client.js';
import { startPurser, type Purser } from './support/purser.js';
import { shuffled } from './support/shuffled.js';

const CURRENT = 'whsec_current';
const PREVIOUS = 'whsec_previous';
const RETIRED = 'whsec_retired';
const PATH = '/api/webhooks/stripe';
const { webhooks } = new Stripe('sk_test_signer');

/** An event as the provider lists it. */
interface ProviderEvent {
  readonly id: string;
  readonly type: string;
}

describe("the provider's webhooks over HTTP", () => {
  let purser: Purser;
  let admin: HttpClient;
  let support: HttpClient;
  let globex: string;

  beforeAll(async () => {
    const secrets = { STRIPE_WEBHOOK_SECRETS: [CURRENT, PREVIOUS] };
    purser = await startPurser({ config: secrets });
    globex = purser.demo.organizations.Globex;
    admin = await purser.http.signIn('admin@globex.test');
    support = await purser.http.signIn('support@purser.test');
  });
  afterAll(() => purser.close());
  // The sandbox signs with a secret of its own: only what these tests send is good.
  beforeEach(() => {
    purser.stripe.setFaults({ webhooks: { paused: true } });
  });

  const balance = async (): Promise<BalanceView> =>
    (await admin.get<BalanceView>(`/api/tokens/wallet/${globex}/balance`)).body;
  const look = async (reference: string): Promise<PurchaseDetailView> =>
    (await admin.get<PurchaseDetailView>(`/api/tokens/purchase/${reference}`)).body;
  const provider = async <T>(path: string): Promise<T> => {
    const headers = { authorization: 'Bearer sk_test_x' };
    return (await (await fetch(`${purser.stripe.url}${path}`, { headers })).json()) as T;
  };
  const intentOf = async (reference: string): Promise<string> => {
    const { rows } = await purser.database.superuser.query<{ intent: string }>(
      'SELECT payment_intent_id AS intent FROM token_purchases WHERE id = $1',
      [reference],
    );
    return rows[0]?.intent ?? '';
  };
  const list = async (query: string): Promise<ProviderEvent[]> =>
    (await provider<{ data: ProviderEvent[] }>(`/v1/events?${query}`)).data;
  const newestEvent = async (): Promise<string> => (await list('limit=1'))[0]?.id ?? '';
  /** Oldest first. */
  const eventsAfter = async (id: string): Promise<ProviderEvent[]> =>
    (await list(`limit=100&ending_before=${id}`)).reverse();
  const signature = (payload: string, secret = CURRENT, ageSeconds = 0): string => {
    const timestamp = Math.floor(Date.now() / 1_000) - ageSeconds;
    return webhooks.generateTestHeaderString({ payload, secret, timestamp });
  };
  const send = (payload: string, header: string) =>
    purser.http.send('POST', PATH, payload, { 'stripe-signature': header });
  const rowsOf = async (id: string): Promise<number> => {
    const { rows } = await purser.database.superuser.query<{ count: string }>(
      'SELECT count(*) FROM provider_events WHERE id = $1',
      [id],
    );
    return Number(rows[0]?.count);
  };

  const ordered = async (): Promise<string> => {
    const answer = await admin.post<PurchaseView>('/api/tokens/purchase', { customTokens: 20_000 });
    return answer.body.referenceId;
  };
  const pay = async (reference: string, paymentMethodId: string): Promise<PurchaseView> => {
    const path = `/api/tokens/purchase/${reference}/execute`;
    const answer = await admin.post<PurchaseView>(path, { paymentMethodId });
    expect(answer.status).toBe(200);
    return answer.body;
  };
  /** A purchase whose holder authenticates while every webhook is held. */
  const paidUnheard = async (): Promise<string> => {
    const reference = await ordered();
    const { clientSecret = '' } = await pay(reference, 'pm_card_authenticationRequired');
    purser.stripe.authenticate(clientSecret.split('_secret_')[0] ?? '', 'succeed');
    return reference;
  };

  it('have one effect each, though each comes five times, shuffled, with either secret', async () => {
    const before = await balance();
    const last = await newestEvent();
    const disputed = await ordered();
    await pay(disputed, 'pm_card_visa');
    const paid = await paidUnheard();
    const { id } = purser.stripe.openDispute({ payment_intent: await intentOf(disputed) });
    purser.stripe.decideDispute(id, 'lost');
    const told = await eventsAfter(last);
    expect(told.length).toBeGreaterThan(5);
    const copies = told.flatMap((event) => Array.from({ length: 5 }, () => event));
    const answers = await Promise.all(
      shuffled(copies, 7).map(async (event, index) => {
        const payload = JSON.stringify(event);
        const secret = index % 2 === 0 ? CURRENT : PREVIOUS;
        return (await send(payload, signature(payload, secret))).status;
      }),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    await eventually(async () => {
      expect((await look(paid)).status).toBe('completed');
      expect((await look(disputed)).status).toBe('charged_back');
    });
    expect((await balance()).balance).toBe(before.balance + 20_000);
    const types = (await look(disputed)).events.map(({ type }) => type);
    expect(types.filter((type) => type === 'completed')).toHaveLength(1);
    expect(types.filter((type) => type.startsWith('dispute_'))).toEqual([
      'dispute_opened',
      'dispute_lost',
    ]);
    for (const event of told) expect(await rowsOf(event.id)).toBe(1);
  });

  it.each([
    ['no signature', () => ''],
    ['nonsense', () => 't=1,v1=00'],
    ['a secret that was retired', (payload: string) => signature(payload, RETIRED)],
    ['another body', (payload: string) => signature(`${payload} `)],
    ['a signature of six minutes ago', (payload: string) => signature(payload, CURRENT, 360)],
  ])('with %s are refused and leave no row', async (_, header) => {
    const before = await balance();
    const last = await newestEvent();
    const reference = await paidUnheard();
    const event = (await eventsAfter(last)).find(({ type }) => type === 'payment_intent.succeeded');
    const payload = JSON.stringify(event);
    const refused = await send(payload, header(payload));
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ type: '/problems/invalid-signature' });
    expect(await rowsOf(event?.id ?? '')).toBe(0);
    expect((await look(reference)).status).toBe('requires_action');
    expect((await balance()).balance).toBe(before.balance);
    // The slot is free again for the next one.
    expect((await send(payload, signature(payload))).status).toBe(200);
    await eventually(async () => expect((await look(reference)).status).toBe('completed'));
  });

  it('that are lost for good are read from the provider', async () => {
    const root = await purser.http.signIn('root@purser.test');
    const poll = () => root.post('/api/jobs/pollProviderEvents/run');
    await poll();
    const reference = await paidUnheard();
    const made = await support.get(`/api/tokens/disputes?organizationId=${globex}&status=open`);
    expect(made.body).toMatchObject({ data: [] });
    const { id } = purser.stripe.openDispute({ payment_intent: await intentOf(reference) });
    await poll();
    await eventually(async () => {
      const open = await support.get(`/api/tokens/disputes?status=open`);
      expect(open.body).toMatchObject({ data: [{ providerId: id, organizationName: 'Globex' }] });
    });
    expect((await look(reference)).status).toBe('disputed');
  });
});
