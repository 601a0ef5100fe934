import type { RecoveryView } from '@purser/contracts';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { problem, quote } from '../../testing/views.js';
import { SETTLE_PAUSE } from '../shared/payment/purchase-flow.js';
import { RecoveryPage } from './recovery-page.js';

const LINK = '/api/tokens/purchase/recovery/a-token';

function recovery(more: Partial<RecoveryView> = {}): RecoveryView {
  const { subtotal, tax, total } = quote();
  return {
    status: 'open',
    organizationName: 'Acme',
    type: 'subscription',
    label: 'Growth',
    tokens: 250_000,
    bonusTokens: 12_500,
    price: { subtotal, tax, total },
    card: { brand: 'visa', last4: '3184' },
    expiresAt: '2026-06-19T18:32:00.000Z',
    ...more,
  };
}

async function open(answer: object, status = 200) {
  const console = await Console.open({
    user: null,
    organization: null,
    providers: [{ provide: SETTLE_PAUSE, useValue: 0 }],
  });
  const fixture = await console.show(RecoveryPage, { token: 'a-token' });
  const settle = () => console.settle(fixture);
  await console.answer(LINK, answer, status);
  await settle();
  return { console, element: fixture.nativeElement as HTMLElement, settle };
}

describe('RecoveryPage', () => {
  it('says what is paid and pays it with the card on file, without a session', async () => {
    const { console, element, settle } = await open(recovery());
    expect(textOf(element)).toContain('Pay $244.97');
    expect(textOf(element)).toContain('Visa ending 3184');
    control(element, 'Pay $244.97').click();
    await settle();
    const asked = console.http.expectOne(`${LINK}/complete`);
    expect(asked.request.body).toEqual({});
    expect(asked.request.headers.has('Authorization')).toBe(false);
    asked.flush({ status: 'completed', invoiceNumber: 'INV-2026-000419' });
    await settle();
    expect(textOf(element)).toContain('262,500 tokens are in the wallet of Acme.');
    expect(textOf(element)).toContain('The invoice is INV-2026-000419');
  });

  it('asks the bank, then completes', async () => {
    const { console, element, settle } = await open(recovery());
    control(element, 'Pay $244.97').click();
    await console.answer(`${LINK}/complete`, {
      status: 'requires_action',
      clientSecret: 'pi_1_secret_x',
    });
    await settle();
    control(element.querySelector('dialog')!, 'Complete').click();
    await console.answer('/api/sandbox/3ds', { status: 'succeeded' });
    await console.answer(`${LINK}/complete`, { status: 'completed' });
    await settle();
    expect(textOf(element.querySelector('h1'))).toBe('Paid');
  });

  it('can be left at the bank and paid later', async () => {
    const { console, element, settle } = await open(recovery());
    control(element, 'Pay $244.97').click();
    await console.answer(`${LINK}/complete`, {
      status: 'requires_action',
      clientSecret: 'pi_1_secret_x',
    });
    await settle();
    control(element.querySelector('dialog')!, 'Not now').click();
    await settle();
    expect(element.querySelector('dialog')).toBeNull();
    expect(control(element, 'Pay $244.97').hasAttribute('disabled')).toBe(false);
  });

  it('says that the bank refused once that is known, and pays nothing by itself', async () => {
    const { console, element, settle } = await open(recovery());
    control(element, 'Pay $244.97').click();
    const asks = { status: 'requires_action', clientSecret: 'pi_1_secret_x' };
    await console.answer(`${LINK}/complete`, asks);
    await settle();
    control(element.querySelector('dialog')!, 'Fail').click();
    await console.answer('/api/sandbox/3ds', { status: 'requires_payment_method' });
    await console.answer(LINK, recovery({ status: 'requires_action' }));
    expect(textOf(element)).toContain('Paying $244.97');
    await console.answer(LINK, recovery());
    await settle();
    expect(textOf(element.querySelector('[role=alert]'))).toContain('The bank did not confirm');
    expect((control(element, 'Pay $244.97') as HTMLButtonElement).disabled).toBe(false);
    console.http.expectNone(`${LINK}/complete`);
  });

  it('says plainly that the card was declined, and lets another one pay', async () => {
    const { console, element, settle } = await open(recovery());
    control(element, 'Pay $244.97').click();
    const detail = 'The card has insufficient funds.';
    await console.answer(`${LINK}/complete`, problem('card-declined', 402, { detail }), 402);
    await settle();
    expect(textOf(element.querySelector('[role=alert]'))).toContain(detail);
    control(element, 'Test card: Succeeds')
      .querySelector('input')
      ?.dispatchEvent(new Event('change'));
    await settle();
    control(element, 'Pay $244.97').click();
    await settle();
    const asked = console.http.expectOne(`${LINK}/complete`);
    expect(asked.request.body).toEqual({ paymentMethodId: 'pm_card_visa' });
  });

  it.each([
    ['used', 'This is paid'],
    ['revoked', 'Nothing is left to pay'],
    ['expired', 'This link has expired'],
    ['unknown', 'This link is not one of ours'],
  ])('says why a link that is %s cannot be used', async (reason, heading) => {
    const { element } = await open(problem('recovery-link-unusable', 410, { reason }), 410);
    expect(textOf(element.querySelector('h1'))).toBe(heading);
  });

  it('waits while the payment is being made elsewhere', async () => {
    const { console, element, settle } = await open(recovery({ status: 'processing' }));
    expect(textOf(element)).toContain('This payment is being made at this moment.');
    expect((control(element, 'Pay $244.97') as HTMLButtonElement).disabled).toBe(true);
    control(element, 'Look again').click();
    await console.answer(LINK, problem('recovery-link-unusable', 410, { reason: 'used' }), 410);
    await settle();
    expect(textOf(element.querySelector('h1'))).toBe('This is paid');
  });

  it('says why it did not load', async () => {
    const { element } = await open(problem('overloaded', 503), 503);
    expect(textOf(element)).toContain('The payment did not load.');
  });
});
