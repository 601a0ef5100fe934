import type {
  BalanceView,
  LedgerEntryView,
  PackageView,
  PageView,
  PurchaseDetailView,
  PurchaseView,
} from '@purser/contracts';
import { eventually } from '@purser/testing';
import { startPurser, type Purser } from './support/purser.js';
import type { HttpClient } from './support/http-client.js';

describe('buying tokens over HTTP', () => {
  let purser: Purser;
  let admin: HttpClient;
  let acme: string;

  beforeAll(async () => {
    purser = await startPurser();
    admin = await purser.http.signIn('admin@acme.test');
    acme = purser.demo.organizations.Acme;
  });
  afterAll(() => purser.close());

  const balance = async () =>
    (await admin.get<BalanceView>(`/api/tokens/wallet/${acme}/balance`)).body;

  const aPurchase = async (): Promise<PurchaseView> => {
    const packages = await admin.get<PageView<PackageView>>(
      `/api/tokens/packages?organizationId=${acme}`,
    );
    const growth = packages.body.data.find(({ name }) => name === 'Growth');
    const answer = await admin.post<PurchaseView>('/api/tokens/purchase', {
      organizationId: acme,
      packageId: growth?.id,
    });
    expect(answer.status).toBe(201);
    return answer.body;
  };

  const execute = (referenceId: string, paymentMethodId: string) =>
    admin.post<PurchaseView>(`/api/tokens/purchase/${referenceId}/execute`, { paymentMethodId });

  const auditOf = async (referenceId: string) => {
    const rows = await purser.database.superuser.query(
      'SELECT action FROM token_audit_log WHERE organization_id = $1 AND subject_id = $2',
      [acme, referenceId],
    );
    return rows.rows.map((row: { action: string }) => row.action);
  };

  it('completes with pm_card_visa: tokens and bonus, an entry per lot, one invoice, an audit record for each step', async () => {
    const before = await balance();
    const purchase = await aPurchase();
    const executed = await execute(purchase.referenceId, 'pm_card_visa');
    expect(executed.status).toBe(200);
    expect(executed.body.status).toBe('completed');

    const after = await balance();
    expect(after.available - before.available).toBe(purchase.tokens + purchase.bonusTokens);
    expect(after.balance - before.balance).toBe(purchase.tokens + purchase.bonusTokens);

    const history = await admin.get<PageView<LedgerEntryView>>(
      `/api/tokens/wallet/${acme}/history?limit=2`,
    );
    expect(history.body.data.map(({ kind, amount }) => [kind, amount]).sort()).toEqual([
      ['bonus', purchase.bonusTokens],
      ['purchase', purchase.tokens],
    ]);
    const detail = await admin.get<PurchaseDetailView>(
      `/api/tokens/purchase/${purchase.referenceId}`,
    );
    expect(detail.body.lots.map(({ granted }) => granted).sort()).toEqual(
      [purchase.bonusTokens, purchase.tokens].sort(),
    );
    expect(detail.body.entryIds).toHaveLength(2);
    const invoices = await admin.get<PageView<{ purchaseReferenceId: string; total: unknown }>>(
      `/api/tokens/invoices?organizationId=${acme}`,
    );
    const own = invoices.body.data.filter((i) => i.purchaseReferenceId === purchase.referenceId);
    expect(own).toHaveLength(1);
    expect(own[0]?.total).toEqual(purchase.price.total);
    expect(await auditOf(purchase.referenceId)).toEqual([
      'purchase.initialized',
      'purchase.payment_started',
      'purchase.completed',
    ]);
  });

  it('charges once when execute runs twice in parallel, and gives both the same answer', async () => {
    const before = await balance();
    const purchase = await aPurchase();
    const [one, two] = await Promise.all([
      execute(purchase.referenceId, 'pm_card_visa'),
      execute(purchase.referenceId, 'pm_card_visa'),
    ]);
    expect([one.status, two.status]).toEqual([200, 200]);
    expect(one.body).toEqual(two.body);
    const after = await balance();
    expect(after.balance - before.balance).toBe(purchase.tokens + purchase.bonusTokens);
  });

  it('replays the first answer of an Idempotency-Key byte for byte', async () => {
    const body = { organizationId: acme, customTokens: 5_000 };
    const first = await admin.post('/api/tokens/purchase', body, { key: 'replay-1' });
    const again = await admin.post('/api/tokens/purchase', body, { key: 'replay-1' });
    expect(again.text).toBe(first.text);
    expect(again.status).toBe(201);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const other = await admin.post(
      '/api/tokens/purchase',
      { organizationId: acme, customTokens: 6_000 },
      { key: 'replay-1' },
    );
    expect([other.status, other.body['type']]).toEqual([422, '/problems/idempotency-key-reused']);
  });

  it('rehearses an order, and refuses a rehearsal where the real thing would happen', async () => {
    const path = `/api/tokens/purchase?organizationId=${acme}&limit=1`;
    const newest = async () => (await admin.get<PageView<PurchaseView>>(path)).body.data[0];
    const purchase = await aPurchase();
    const rehearsed = await admin.post<PurchaseView>(
      '/api/tokens/purchase?dryRun=true',
      { organizationId: acme, customTokens: 5_000 },
      { key: null },
    );
    expect(rehearsed.status).toBe(200);
    expect(rehearsed.body).toMatchObject({ status: 'initialized', tokens: 5_000 });
    expect((await newest())?.referenceId).toBe(purchase.referenceId);

    const refused = await admin.post(
      `/api/tokens/purchase/${purchase.referenceId}/execute?dryRun=true`,
      { paymentMethodId: 'pm_card_visa' },
    );
    expect([refused.status, refused.body['errors']]).toEqual([
      400,
      [{ pointer: '?dryRun', detail: 'is not offered here' }],
    ]);
    expect((await newest())?.status).toBe('initialized');
  });

  it('answers a declined card with card-declined and credits nothing', async () => {
    const before = await balance();
    const purchase = await aPurchase();
    const declined = await execute(purchase.referenceId, 'pm_card_visa_chargeDeclined');
    expect(declined.status).toBe(402);
    expect(declined.headers.get('content-type')).toContain('application/problem+json');
    expect(declined.body).toMatchObject({ type: '/problems/card-declined', status: 402 });
    const after = await balance();
    expect(after.balance).toBe(before.balance);
    const read = await admin.get<PurchaseView>(`/api/tokens/purchase/${purchase.referenceId}`);
    expect(read.body.status).toBe('payment_failed');
    const retried = await execute(purchase.referenceId, 'pm_card_visa');
    expect(retried.body.status).toBe('completed');
  });

  it('asks for 3-D Secure, holds the slot meanwhile, and completes once after it', async () => {
    const before = await balance();
    const purchase = await aPurchase();
    const challenged = await execute(purchase.referenceId, 'pm_card_authenticationRequired');
    expect(challenged.body.status).toBe('requires_action');
    expect(challenged.body.clientSecret).toMatch(/_secret_/);
    const path = `/api/tokens/purchase/${purchase.referenceId}`;
    expect((await admin.get<PurchaseView>(path)).body.clientSecret).toMatch(/_secret_/);
    const viewer = await purser.http.signIn('viewer@acme.test');
    const seen = await viewer.get<PurchaseView>(path);
    expect(seen.body.status).toBe('requires_action');
    expect(seen.text).not.toContain('_secret_');
    expect((await balance()).balance).toBe(before.balance);

    const other = await aPurchase();
    const paid = () =>
      admin.post<PurchaseView>(
        `/api/tokens/purchase/${other.referenceId}/execute`,
        { paymentMethodId: 'pm_card_visa' },
        { key: 'again-1' },
      );
    const refused = await paid();
    expect(refused.headers.get('retry-after')).toBe('1');
    expect([refused.status, refused.body]).toEqual([
      409,
      expect.objectContaining({ type: '/problems/purchase-in-progress' }),
    ]);

    const passed = await admin.post(
      '/api/sandbox/3ds',
      { clientSecret: challenged.body.clientSecret, outcome: 'succeed' },
      { key: null },
    );
    expect(passed.status).toBeLessThan(300);
    await eventually(async () => {
      const read = await admin.get<PurchaseView>(`/api/tokens/purchase/${purchase.referenceId}`);
      expect(read.body.status).toBe('completed');
    });
    expect((await balance()).balance - before.balance).toBe(purchase.tokens + purchase.bonusTokens);
    // The one that was told to come again does, with the same key.
    expect((await paid()).body.status).toBe('completed');
  });

  it('gives the invoice as PDF to the one who may see it', async () => {
    const invoices = await admin.get<PageView<{ id: string }>>(
      `/api/tokens/invoices?organizationId=${acme}&limit=1`,
    );
    const id = invoices.body.data[0]?.id ?? '';
    const pdf = await admin.get(`/api/tokens/invoices/${id}`, {
      headers: { accept: 'application/pdf' },
    });
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.text.startsWith('%PDF-')).toBe(true);
    const stranger = await purser.http.signIn('admin@globex.test');
    expect((await stranger.get(`/api/tokens/invoices/${id}`)).status).toBe(404);
  });
});
