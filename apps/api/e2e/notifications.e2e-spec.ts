import type {
  DeliveryView,
  JobRunsView,
  JobRunView,
  NotificationRecipientsView,
  NotificationView,
  PackageView,
  PageView,
  PurchaseView,
  StreamEventView,
  ThresholdListView,
  ThresholdRehearsalView,
  ThresholdView,
} from '@purser/contracts';
import { eventually } from '@purser/testing';
import type { HttpClient } from './support/http-client.js';
import { startPurser, type Purser } from './support/purser.js';

describe('what people are told', () => {
  let purser: Purser;
  let admin: HttpClient;
  let acme: string;

  beforeAll(async () => {
    purser = await startPurser();
    admin = await purser.http.signIn('admin@acme.test');
    acme = purser.demo.organizations.Acme;
  });
  afterAll(() => purser.close());

  async function buys(): Promise<PurchaseView> {
    const packages = await admin.get<PageView<PackageView>>(
      `/api/tokens/packages?organizationId=${acme}`,
    );
    const order = { organizationId: acme, packageId: packages.body.data[0]?.id };
    const ordered = await admin.post<PurchaseView>('/api/tokens/purchase', order);
    const path = `/api/tokens/purchase/${ordered.body.referenceId}/execute`;
    const paid = await admin.post<PurchaseView>(path, { paymentMethodId: 'pm_card_visa' });
    expect(paid.body.status).toBe('completed');
    return paid.body;
  }

  /** Opens the live stream as the admin; `heard` gives what came so far. */
  async function listens() {
    const signedIn = await purser.http.post<{ accessToken: string }>('/api/auth/login', {
      email: 'admin@acme.test',
      password: 'purser-demo',
    });
    const connection = new AbortController();
    const response = await fetch(`${purser.http.baseUrl}/api/tokens/wallet/${acme}/stream`, {
      headers: { authorization: `Bearer ${signedIn.body.accessToken}` },
      signal: connection.signal,
    });
    let text = '';
    const read = async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array);
    };
    // The test ends the connection, which ends the reading.
    void read().catch(() => undefined);
    const heard = () =>
      [...text.matchAll(/^data: (.*)$/gm)].map(
        ([, line]) => JSON.parse(line ?? '') as StreamEventView,
      );
    return { response, heard, close: () => connection.abort() };
  }

  it('hears a purchase live: its transitions, the new balance and the notification', async () => {
    const { response, heard, close } = await listens();
    try {
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/event-stream');
      await eventually(() => expect(heard().map(({ type }) => type)).toEqual(['balance']));
      const purchase = await buys();
      await eventually(() => {
        const statuses = heard().flatMap((event) =>
          event.type === 'purchase' && event.referenceId === purchase.referenceId
            ? [event.status]
            : [],
        );
        expect(statuses.at(-1)).toBe('completed');
        const balances = heard().flatMap((event) =>
          event.type === 'balance' ? [event.balance.available] : [],
        );
        const added = purchase.tokens + purchase.bonusTokens;
        expect((balances.at(-1) ?? 0) - (balances[0] ?? 0)).toBe(added);
        expect(heard().some(({ type }) => type === 'notification')).toBe(true);
      });
    } finally {
      close();
    }
  });

  it('finds one notification and one kept receipt for each purchase', async () => {
    const { referenceId } = await buys();
    const link = `/o/${purser.demo.organizations.Acme}/purchases/${referenceId}`;
    const told = await eventually(async () => {
      const { body } = await admin.get<PageView<NotificationView>>('/api/tokens/notifications');
      const found = body.data.filter((one) => one.link === link);
      expect(found).toHaveLength(1);
      return found[0] as NotificationView;
    });
    expect(told).toMatchObject({ event: 'purchase.completed', readAt: null });
    const kept = await admin.get<PageView<DeliveryView>>(
      '/api/tokens/notifications/deliveries?channel=email&status=kept',
    );
    const receipts = kept.body.data.filter(({ text }) => text?.includes(referenceId));
    expect(receipts.map(({ event }) => event)).toEqual(['purchase.completed']);
    const read = await admin.post<NotificationView>(`/api/tokens/notifications/${told.id}/read`);
    expect(read.body.readAt).not.toBeNull();
  });

  it('tells of a threshold within seconds of the debit that crosses it, and once', async () => {
    const path = '/api/tokens/notifications/thresholds';
    const before = await admin.get<ThresholdListView>(`${path}/${acme}`);
    const value = before.body.available - 1_000;
    const created = await admin.post<ThresholdView>(path, {
      ...{ organizationId: acme, kind: 'tokens', value, channels: ['email', 'in_app'] },
      recipients: ['ops@acme.test'],
    });
    expect([created.status, created.body.state]).toEqual([201, 'armed']);
    const rehearsed = await admin.post<ThresholdRehearsalView>(`${path}?dryRun=true`, {
      ...{ organizationId: acme, kind: 'tokens', value: value + 5_000 },
    });
    expect([rehearsed.status, rehearsed.body.now.fires]).toEqual([200, true]);
    const debits = `/api/tokens/wallet/${acme}/debits`;
    for (const [amount, reference] of [
      [1_001, 'crosses'],
      [1, 'hovers'],
    ] as const) {
      expect((await admin.post(debits, { amount, reference })).status).toBe(201);
    }
    await eventually(async () => {
      const { body } = await admin.get<ThresholdListView>(`${path}/${acme}`);
      const [crossing] = body.data.find(({ id }) => id === created.body.id)?.crossings ?? [];
      expect(crossing).toMatchObject({ crossing: 1, direction: 'fell', announced: true });
    });
    await eventually(async () => {
      const log = '/api/tokens/notifications/deliveries?topic=low-balance&channel=email';
      const { body } = await admin.get<PageView<DeliveryView>>(log);
      const alerts = body.data.filter(({ recipient }) => recipient === 'ops@acme.test');
      expect(alerts.map(({ event, status }) => [event, status])).toEqual([
        ['low-balance.fired', 'kept'],
      ]);
    });
    expect((await admin.delete(`${path}/${created.body.id}`)).status).toBe(204);
    expect((await admin.delete(`${path}/${created.body.id}`)).status).toBe(404);
  });

  it('asks whom to tell, and minds who changed it first', async () => {
    const path = `/api/tokens/notifications/recipients/${acme}`;
    const { body, headers } = await admin.get<NotificationRecipientsView>(path);
    const expiring = body.rules.find(({ topic }) => topic === 'expiry');
    expect(expiring?.resolved.map(({ email }) => email)).toEqual([
      'admin@acme.test',
      'finance@acme.test',
    ]);
    const ifMatch = { headers: { 'if-match': headers.get('etag') ?? '' } };
    const rules = [{ topic: 'purchases', channels: ['email', 'in_app'], recipients: ['billing'] }];
    expect((await admin.call('PUT', path, { rules }, ifMatch)).status).toBe(200);
    expect((await admin.call('PUT', path, { rules }, ifMatch)).status).toBe(412);
    const viewer = await purser.http.signIn('viewer@acme.test');
    expect((await viewer.put(path, { rules })).status).toBe(403);
  });

  it('lets only platform staff see and run jobs', async () => {
    expect((await admin.get('/api/jobs')).status).toBe(403);
    expect((await admin.post('/api/jobs/deliverDue/run')).status).toBe(403);
    const root = await purser.http.signIn('root@purser.test');
    const run = await root.post<JobRunView>('/api/jobs/deliverDue/run');
    expect(run.status).toBe(200);
    expect(run.body).toMatchObject({ job: 'deliverDue', errors: 0, firstError: null });
    const runs = await root.get<PageView<JobRunView>>('/api/jobs?job=deliverDue&limit=200');
    expect(runs.body.data.map(({ id }) => id)).toContain(run.body.id);
    expect((await root.post('/api/jobs/nonsense/run')).status).toBe(404);
  });

  it('has its nine jobs at their times', async () => {
    const root = await purser.http.signIn('root@purser.test');
    const { body } = await root.get<JobRunsView>('/api/jobs?limit=1');
    const schedules = new Map(body.jobs.map((job) => [job.name, job]));
    const HOURLY = '0 0-23/1 * * *';
    const nine: Readonly<Record<string, string>> = {
      processSubscriptionBilling: HOURLY,
      checkAutoTopupThresholds: HOURLY,
      checkAutoTopupSchedules: HOURLY,
      checkLowBalanceThresholds: '0 */15 * * * *',
      processTokenExpiration: '0 02 * * *',
      processSubscriptionGracePeriods: '0 0-23/6 * * *',
      // Hourly on the first: months do not end everywhere at the same instant.
      resetAutoTopupSpending: '0 0 * 1 * *',
      calculateUsageForecasts: '0 03 * * *',
      // Nine in the morning comes at a quarter of an hour somewhere.
      sendSubscriptionRenewalReminders: '0 */15 * * * *',
    };
    for (const [name, schedule] of Object.entries(nine)) {
      expect([name, schedules.get(name)?.schedule]).toEqual([name, schedule]);
    }
    for (const name of ['processTokenExpiration', 'calculateUsageForecasts']) {
      expect(schedules.get(name)?.timeZone).toBe('UTC');
    }
  });

  it('proves the books and prints the compliance report', async () => {
    const books = await admin.get<{ balanced: boolean; checks: { ok: boolean }[] }>(
      '/api/tokens/reports/books',
    );
    expect(books.body.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(books.body.balanced).toBe(true);
    const report = await admin.get(`/api/tokens/audit/${acme}/report`, {
      headers: { accept: 'application/pdf' },
    });
    expect(report.status).toBe(200);
    expect(report.text.startsWith('%PDF-')).toBe(true);
  });
});
