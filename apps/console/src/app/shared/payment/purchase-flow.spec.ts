import { TestBed } from '@angular/core/testing';
import { Console } from '../../../testing/console-harness.js';
import { ACME, problem, purchase } from '../../../testing/views.js';
import { PurchaseFlow, SETTLE_PAUSE } from './purchase-flow.js';

const PURCHASE = '/api/tokens/purchase';
const EXECUTE = `${PURCHASE}/purchase-1/execute`;

async function open(status: Parameters<typeof purchase>[0] | null = {}) {
  const console = await Console.open({
    providers: [PurchaseFlow, { provide: SETTLE_PAUSE, useValue: 0 }],
  });
  const flow = TestBed.inject(PurchaseFlow);
  if (status) flow.resume(purchase(status));
  return { console, flow };
}

/** The one open request to `url`. */
async function asked(console: Console, url: string) {
  await console.settle();
  return console.http.expectOne((request) => request.url === url && request.method === 'POST');
}

describe('PurchaseFlow', () => {
  it('records the choice under an idempotency key', async () => {
    const { console, flow } = await open(null);
    const recorded = flow.record({ kind: 'package', packageId: 'package-growth', quantity: 2 });
    const request = await asked(console, PURCHASE);
    expect(request.request.body).toEqual({
      organizationId: ACME,
      packageId: 'package-growth',
      quantity: 2,
    });
    expect(request.request.headers.get('idempotency-key')).toMatch(/^[0-9a-f-]{36}$/);
    request.flush(purchase());
    expect((await recorded)?.referenceId).toBe('purchase-1');
  });

  it('sends a custom amount as customTokens', async () => {
    const { console, flow } = await open(null);
    void flow.record({ kind: 'custom', tokens: 620_000 });
    const request = await asked(console, PURCHASE);
    expect(request.request.body).toEqual({ organizationId: ACME, customTokens: 620_000 });
  });

  it('sends the same key again after a lost answer, and another after a decline', async () => {
    const { console, flow } = await open();
    const keys: (string | null)[] = [];
    const pay = async (body: object | null, status: number) => {
      const paid = flow.pay('pm_card_visa');
      const request = await asked(console, EXECUTE);
      keys.push(request.request.headers.get('idempotency-key'));
      if (body) request.flush(body, { status, statusText: 'Answer' });
      else request.error(new ProgressEvent('error'));
      if (status === 402) await console.answer(`${PURCHASE}/purchase-1`, purchase());
      await paid;
    };
    await pay(null, 0);
    expect(flow.problem()?.key).toBe('offline');
    await pay(problem('card-declined', 402), 402);
    expect(flow.problem()?.key).toBe('card-declined');
    await pay(purchase({ status: 'completed' }), 200);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[1]);
    expect(flow.purchase()?.status).toBe('completed');
    expect(flow.problem()).toBeNull();
  });

  it('looks again until what was paid is settled', async () => {
    const { console, flow } = await open();
    void flow.pay('pm_card_visa');
    await console.answer(EXECUTE, purchase({ status: 'paid' }));
    expect(flow.work()).toBe('settling');
    await console.answer(`${PURCHASE}/purchase-1`, purchase({ status: 'paid' }));
    await console.answer(`${PURCHASE}/purchase-1`, purchase({ status: 'completed' }));
    expect(flow.purchase()?.status).toBe('completed');
    expect(flow.busy()).toBe(false);
  });

  it('answers the bank and executes once more with the same card', async () => {
    const { console, flow } = await open();
    void flow.pay('pm_card_authenticationRequired');
    await console.answer(
      EXECUTE,
      purchase({ status: 'requires_action', clientSecret: 'pi_1_secret_2' }),
    );
    void flow.authenticate('succeed');
    const bank = await asked(console, '/api/sandbox/3ds');
    expect(bank.request.body).toEqual({ clientSecret: 'pi_1_secret_2', outcome: 'succeed' });
    bank.flush({ status: 'succeeded' });
    const again = await asked(console, EXECUTE);
    expect(again.request.body).toEqual({ paymentMethodId: 'pm_card_authenticationRequired' });
    again.flush(purchase({ status: 'completed' }));
    await console.settle();
    expect(flow.purchase()?.status).toBe('completed');
  });

  it('waits for a refusal of the bank to be known, and never tries again by itself', async () => {
    const { console, flow } = await open();
    void flow.pay('pm_card_authenticationRequired');
    const asks = purchase({ status: 'requires_action', clientSecret: 'pi_1_secret_2' });
    await console.answer(EXECUTE, asks);
    void flow.authenticate('fail');
    (await asked(console, '/api/sandbox/3ds')).flush({ status: 'requires_payment_method' });
    await console.answer(`${PURCHASE}/purchase-1`, asks);
    expect(flow.busy()).toBe(true);
    const failure = { code: 'payment_intent_authentication_failure', declineCode: null };
    await console.answer(
      `${PURCHASE}/purchase-1`,
      purchase({ status: 'payment_failed', failure: { ...failure, message: 'It was refused.' } }),
    );
    expect(flow.busy()).toBe(false);
    expect(flow.problem()).toMatchObject({ key: 'card-declined', detail: 'It was refused.' });
    console.http.expectNone(EXECUTE);
  });

  it('goes on settling a purchase that was paid before a reload', async () => {
    const { console, flow } = await open({ status: 'paid' });
    await console.answer(`${PURCHASE}/purchase-1`, purchase({ status: 'completed' }));
    expect(flow.purchase()?.status).toBe('completed');
  });

  it('gives a purchase up', async () => {
    const { console, flow } = await open();
    void flow.cancel();
    const request = await asked(console, `${PURCHASE}/purchase-1/cancel`);
    expect(request.request.headers.has('idempotency-key')).toBe(true);
    request.flush(purchase({ status: 'canceled' }));
    await console.settle();
    expect(flow.purchase()?.status).toBe('canceled');
  });
});
