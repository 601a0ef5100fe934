import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Console, control, textOf } from '../../testing/console-harness.js';
import {
  ACME,
  card,
  installation,
  lot,
  offer,
  problem,
  purchase,
  quote,
  wallet,
} from '../../testing/views.js';
import { PurchasePage } from './purchase-page.js';
import { SETTLE_PAUSE } from '../shared/payment/purchase-flow.js';

const PURCHASE = '/api/tokens/purchase';
const REFERENCE = `${PURCHASE}/purchase-1`;
const SCALE = offer({
  id: 'package-scale',
  name: 'Scale',
  tokens: 500_000,
  bonusTokens: 50_000,
  price: { amount: 39_900, currency: 'USD' },
  listPrice: { amount: 42_500, currency: 'USD' },
});

async function open(query = '', sandbox = true) {
  const console = await Console.open({
    routes: [{ path: 'buy', component: PurchasePage }],
    installation: installation({ sandbox }),
    providers: [{ provide: SETTLE_PAUSE, useValue: 0 }],
  });
  const harness = await console.visit(`/buy${query}`);
  const element = harness.routeNativeElement as HTMLElement;
  return { console, element };
}

async function openChoices() {
  const opened = await open();
  await opened.console.answer('/api/tokens/packages?', {
    data: [offer(), SCALE],
    nextCursor: null,
  });
  await opened.console.answer('/api/tokens/packages/package-growth/price', quote());
  await opened.console.answer(`/api/tokens/wallet/${ACME}`, wallet());
  return opened;
}

async function openPayment(more: Parameters<typeof purchase>[0] = {}, sandbox = true) {
  const opened = await open('?purchase=purchase-1', sandbox);
  await opened.console.answer(REFERENCE, purchase(more));
  await opened.console.answer('/api/tokens/payment-methods', {
    data: [card()],
    nextCursor: null,
  });
  return opened;
}

describe('PurchasePage, choosing', () => {
  it('chooses the first package, and says price, tax, total and what the wallet then holds', async () => {
    const { element } = await openChoices();
    const text = textOf(element.querySelector('pr-purchase-summary'));
    expect(text).toContain('Growth package 250,000 tokens');
    expect(text).toContain('Bonus +12,500 tokens');
    expect(text).toContain('Price $225.00');
    expect(text).toContain('Tax, 8.875% $19.97');
    expect(text).toContain('Total $244.97');
    expect(text).toContain('Available now 369,927 After this purchase 632,427');
    expect(text).toContain('The tokens are good until Jun 18, 2027.');
  });

  it('keeps the choice in the address and shows a price of the organization beside the list', async () => {
    const { console, element } = await openChoices();
    element.querySelector<HTMLInputElement>('input[value=package-scale]')?.click();
    await console.answer(
      '/api/tokens/packages/package-scale/price',
      quote({ subtotal: { amount: 39_900, currency: 'USD' } }),
    );
    expect(TestBed.inject(Router).url).toBe('/buy?package=package-scale');
    expect(textOf(element.querySelector('pr-purchase-summary'))).toContain(
      'Price $425.00 Acme price \u2212$26.00',
    );
  });

  it('records the purchase and goes on to pay', async () => {
    const { console, element } = await openChoices();
    control(element, 'Continue').click();
    await console.answer(PURCHASE, purchase());
    expect(TestBed.inject(Router).url).toBe('/buy?purchase=purchase-1');
  });

  it('says why the price could not be frozen, and that nothing was charged', async () => {
    const { console, element } = await openChoices();
    control(element, 'Continue').click();
    await console.answer(PURCHASE, problem('not-offered', 422), 422);
    expect(textOf(element.querySelector('[role=alert]'))).toContain(
      'Title of not-offered. Detail of not-offered. Nothing was charged.',
    );
  });

  it('prices a custom amount by tiers, and says which package would cost less', async () => {
    const { console, element } = await openChoices();
    const field = element.querySelector<HTMLInputElement>('#amount');
    if (!field) throw new Error('There is no amount');
    field.value = '540,000';
    field.dispatchEvent(new Event('input'));
    field.dispatchEvent(new Event('blur'));
    await console.answer('/api/tokens/packages/calculate-custom', {
      ...quote({ tokens: 540_000, bonusTokens: 0, subtotal: { amount: 50_200, currency: 'USD' } }),
      tiers: [
        {
          from: 1,
          to: 100_000,
          tokens: 100_000,
          pricePerThousand: '1.00',
          amount: { amount: 10_000, currency: 'USD' },
        },
        {
          from: 100_001,
          to: null,
          tokens: 440_000,
          pricePerThousand: '0.914',
          amount: { amount: 40_200, currency: 'USD' },
        },
      ],
    });
    const text = textOf(element.querySelector('pr-custom-amount'));
    expect(text).toContain('First 100,000 $1.00 100,000 $100.00');
    expect(text).toContain('Above 100,000');
    expect(text).toContain('Scale gives 550,000 tokens and costs $103.00 less');
    control(element, 'Use 540,000 tokens for $502.00').click();
    await console.settle();
    expect(TestBed.inject(Router).url).toBe('/buy?tokens=540000');
  });

  it('refuses an amount out of bounds before it asks', async () => {
    const { console, element } = await openChoices();
    const field = element.querySelector<HTMLInputElement>('#amount');
    if (!field) throw new Error('There is no amount');
    field.value = '500';
    field.dispatchEvent(new Event('input'));
    field.dispatchEvent(new Event('blur'));
    await console.settle();
    console.http.expectNone('/api/tokens/packages/calculate-custom');
    expect(textOf(element)).toContain('Between 1,000 and 10,000,000.');
  });

  it('says why the packages did not load', async () => {
    const { console, element } = await open();
    await console.answer('/api/tokens/packages', problem('overloaded', 503), 503);
    expect(textOf(element)).toContain('The packages did not load.');
  });
});

describe('PurchasePage, paying', () => {
  it('offers the kept cards, and in the sandbox the test cards', async () => {
    const { element } = await openPayment();
    expect(textOf(element)).toContain('Visa ending 4242 Expires 08/2028 Default');
    expect(element.querySelector<HTMLInputElement>('input[value=pm_1]')?.checked).toBe(true);
    expect(element.querySelector('input[value=pm_card_authenticationRequired]')).not.toBeNull();
  });

  it('knows no test cards outside the sandbox', async () => {
    const { element } = await openPayment({}, false);
    expect(textOf(element)).not.toContain('Test cards');
  });

  it('shows a decline plainly, and another card pays the same purchase', async () => {
    const { console, element } = await openPayment();
    control(element, 'Pay $244.97').click();
    const declined = problem('card-declined', 402, {
      detail: 'The card was declined. Nothing was charged. Try another card.',
    });
    await console.answer(`${REFERENCE}/execute`, declined, 402);
    await console.answer(REFERENCE, purchase({ status: 'payment_failed' }));
    expect(textOf(element.querySelector('[role=alert]'))).toContain(
      'The card was declined. Nothing was charged and no tokens were credited.',
    );
    element.querySelector<HTMLInputElement>('input[value=pm_card_visa]')?.click();
    await console.settle();
    control(element, 'Pay $244.97').click();
    await console.settle();
    const again = console.http.expectOne(`${REFERENCE}/execute`);
    expect(again.request.body).toEqual({ paymentMethodId: 'pm_card_visa' });
  });

  it('names the purchase that is under way, and the way to it', async () => {
    const { console, element } = await openPayment();
    control(element, 'Pay $244.97').click();
    await console.answer(
      `${REFERENCE}/execute`,
      problem('purchase-in-progress', 409, { referenceId: 'purchase-7' }),
      409,
    );
    expect(textOf(element)).toContain('Another purchase is under way.');
    expect(control(element, 'Go on with that purchase').getAttribute('href')).toContain(
      'purchase=purchase-7',
    );
  });

  it('lets the bank ask, and ends with the receipt', async () => {
    const { console, element } = await openPayment();
    element.querySelector<HTMLInputElement>('input[value=pm_card_authenticationRequired]')?.click();
    await console.settle();
    control(element, 'Pay $244.97').click();
    await console.answer(
      `${REFERENCE}/execute`,
      purchase({ status: 'requires_action', clientSecret: 'pi_1_secret_2' }),
    );
    expect(textOf(element.querySelector('dialog'))).toContain('Your bank asks you to confirm');
    control(element, 'Complete').click();
    await console.answer('/api/sandbox/3ds', { status: 'succeeded' });
    await console.answer(`${REFERENCE}/execute`, purchase({ status: 'completed' }));
    const settled = purchase({
      status: 'completed',
      invoiceId: 'invoice-1',
      invoiceNumber: 'INV-2026-000423',
      lots: [lot()],
    });
    await console.answer(REFERENCE, settled);
    const text = textOf(element);
    expect(text).toContain('262,500 tokens are in the wallet');
    expect(text).toContain('Invoice PDF');
    expect(text).toContain('Recorded, price frozen');
    expect(element.querySelector('[aria-current=step]')?.textContent).toContain('Receipt');
  });

  it('starts over from a canceled purchase', async () => {
    const { console, element } = await open('?purchase=purchase-1');
    await console.answer(REFERENCE, purchase({ status: 'canceled' }));
    expect(textOf(element)).toContain('This purchase was canceled Nothing was charged');
    control(element, 'Choose tokens').click();
    await console.settle();
    expect(TestBed.inject(Router).url).toMatch(/^\/buy(\?package=.*)?$/);
  });

  it('treats a purchase of somebody else as one that does not exist', async () => {
    const { console, element } = await open('?purchase=purchase-1');
    await console.answer(REFERENCE, problem('not-found', 404), 404);
    expect(textOf(element)).toContain('The purchase did not load. Detail of not-found.');
  });
});
