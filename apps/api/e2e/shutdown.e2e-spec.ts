import type { PurchaseView } from '@purser/contracts';
import { eventually } from '@purser/testing';
import { startPurser, type Purser } from './support/purser.js';

describe('a process that is told to end', () => {
  let purser: Purser;

  beforeAll(async () => {
    purser = await startPurser();
  });
  afterAll(async () => {
    await purser.stripe.close();
    await purser.database.drop();
  });

  it('finishes the charge under way, ends live streams, and lets nothing hold it up', async () => {
    const acme = purser.demo.organizations.Acme;
    const admin = purser.http.as(purser.demo.apiKey);
    const stream = await fetch(`${purser.http.baseUrl}/api/tokens/wallet/${acme}/stream`, {
      headers: { authorization: `Bearer ${purser.demo.apiKey}` },
    });
    const heard = stream.text();
    const order = await admin.post<PurchaseView>('/api/tokens/purchase', { customTokens: 5_000 });
    const path = `/api/tokens/purchase/${order.body.referenceId}`;
    purser.stripe.setFaults({ http: { delayMs: 400 } });
    const executed = admin.post<PurchaseView>(`${path}/execute`, {
      paymentMethodId: 'pm_card_visa',
    });
    await eventually(async () =>
      expect((await admin.get<PurchaseView>(path)).body.status).toBe('payment_pending'),
    );
    await purser.app.close();
    expect((await executed).body.status).toBe('completed');
    expect(await heard).toContain('"type":"balance"');
    const { rows } = await purser.database.superuser.query(
      'SELECT count(*)::int AS lots FROM token_lots WHERE purchase_id = $1',
      [order.body.referenceId],
    );
    expect(rows).toEqual([{ lots: 1 }]);
  });
});
