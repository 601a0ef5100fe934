import type { SubscriptionDetailView } from '@purser/contracts';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { charge, subscription, subscriptionDetail } from '../../testing/recurring-views.js';
import { ACME, card, member, offer, problem, purchase } from '../../testing/views.js';
import { SubscriptionPage } from './subscription-page.js';

const DETAIL = `/api/tokens/subscription/${ACME}`;
const RUNNING = '/api/tokens/subscription/subscription-1';
const STARTER = offer({
  id: 'package-starter',
  name: 'Starter',
  tokens: 50_000,
  bonusTokens: 0,
  price: { amount: 4_900, currency: 'USD' },
});

async function open(detail: SubscriptionDetailView, user = member()) {
  const console = await Console.open({ user });
  const fixture = await console.show(SubscriptionPage);
  await console.answer('/api/tokens/packages', { data: [offer(), STARTER], nextCursor: null });
  await console.answer('/api/tokens/payment-methods', { data: [card()], nextCursor: null });
  await console.answer(DETAIL, detail);
  await console.settle(fixture);
  const element = fixture.nativeElement as HTMLElement;
  const settle = () => console.settle(fixture);
  return { console, fixture, element, settle };
}

describe('SubscriptionPage', () => {
  it('shows what it buys, when next and why, and with which card', async () => {
    const { element } = await open(subscriptionDetail());
    expect(textOf(element.querySelector('pr-subscription-panel'))).toContain(
      'Growth, monthly Active',
    );
    expect(textOf(element)).toContain('262,500 tokens for $244.97 a month');
    expect(textOf(element)).toContain('Next charge Jun 30 00:00, in 11 days');
    expect(textOf(element)).toContain('Visa ending 4242, expires 08/2028');
    const row = textOf(element.querySelector('pr-next-charges tbody tr'));
    expect(row).toContain('Tue, Jun 30 Period 6, monthly from the first one on.');
    expect(row).toContain('$244.97');
  });

  it('lets a viewer look, and says what is missing to change it', async () => {
    const { element } = await open(subscriptionDetail(), member(['tokens.view']));
    expect(textOf(element)).toContain('You can look, but not change.');
    expect(textOf(element)).toContain('tokens.configure');
    expect(element.querySelector('pr-change-package')).toBeNull();
    expect([...element.querySelectorAll('button')].map(textOf)).not.toContain('Cancel…');
  });

  it('says what another package costs before it is changed', async () => {
    const { console, element, settle } = await open(subscriptionDetail());
    const radio = control(element, 'Starter').querySelector('input');
    radio?.dispatchEvent(new Event('change'));
    await settle();
    const asked = console.http.expectOne((request) => request.urlWithParams.includes('dryRun'));
    expect(asked.request.body).toEqual({ packageId: 'package-starter' });
    const changed = charge({ packageId: 'package-starter', tokens: 50_000 });
    asked.flush({
      dryRun: true,
      preview: [{ ...changed, price: { ...changed.price, subtotal: STARTER.price } }],
    });
    await settle();
    expect(textOf(element.querySelector('pr-change-package'))).toContain(
      'From Jun 30: 50,000 tokens for $49.00 instead of $225.00 a month, before tax.',
    );
    control(element, 'Change to Starter').click();
    await console.answer(RUNNING, subscription({ nextPackageId: 'package-starter' }));
    await console.answer(DETAIL, subscriptionDetail({ nextPackageId: 'package-starter' }));
    await settle();
    expect(textOf(element.querySelector('pr-change-package'))).toContain('Starter Coming');
  });

  it('changes only the version that was shown', async () => {
    const { console, element, settle } = await open(subscriptionDetail({ eTag: '"4"' }));
    control(element, 'Starter').querySelector('input')?.dispatchEvent(new Event('change'));
    await console.answer(`${RUNNING}?dryRun=true`, { dryRun: true, preview: [charge()] });
    await settle();
    control(element, 'Change to Starter').click();
    await settle();
    const put = console.http.expectOne(RUNNING);
    expect(put.request.headers.get('If-Match')).toBe('"4"');
    const stale = { status: 412, statusText: 'Status 412' };
    put.flush(problem('precondition-failed', 412), stale);
    await console.answer(DETAIL, subscriptionDetail({ eTag: '"5"' }));
    await settle();
    expect(textOf(element)).toContain('Somebody changed the subscription while you did.');
  });

  it.each([
    ['Pause…', 'Pause', '/pause'],
    ['Cancel…', 'Cancel on Jun 30', '?at=periodEnd'],
  ])('does not act on a version that is gone: %s', async (opens, acts, path) => {
    const { console, element, settle } = await open(subscriptionDetail({ eTag: '"4"' }));
    control(element, opens).click();
    await settle();
    control(element.querySelector('dialog') ?? element, acts).click();
    await settle();
    const write = console.http.expectOne(RUNNING + path);
    expect(write.request.headers.get('If-Match')).toBe('"4"');
    write.flush(problem('precondition-failed', 412), { status: 412, statusText: 'Status 412' });
    await console.answer(DETAIL, subscriptionDetail({ eTag: '"5"' }));
    await settle();
    expect(textOf(element)).toContain('Somebody changed the subscription while you did.');
  });

  it('asks when to cancel, and takes it back until then', async () => {
    const { console, element, settle } = await open(subscriptionDetail());
    control(element, 'Cancel…').click();
    await settle();
    control(element, 'Cancel on Jun 30').click();
    await console.answer(`${RUNNING}?at=periodEnd`, subscription({ cancelAtPeriodEnd: true }));
    await console.answer(DETAIL, subscriptionDetail({ cancelAtPeriodEnd: true }, []));
    await settle();
    expect(textOf(element)).toContain('It ends on Jun 30.');
    control(element, 'Keep the subscription…').click();
    await settle();
    await console.answer(`${RUNNING}/resume?dryRun=true`, { dryRun: true, preview: [charge()] });
    await settle();
    expect(textOf(element.querySelector('dialog'))).toContain('Nothing is charged today.');
  });

  it('says why a charge is not paid, until when, and lets another card pay', async () => {
    const { console, element, settle } = await open(
      subscriptionDetail({
        status: 'past_due',
        pastDueAt: '2026-06-16T04:00:00.000Z',
        graceEndsAt: '2026-06-23T04:00:00.000Z',
        nextAttemptAt: '2026-06-19T04:00:00.000Z',
        openPurchaseId: 'purchase-1',
      }),
    );
    const failure = { code: 'card_declined', declineCode: null, message: 'The card has no funds.' };
    await console.answer(
      '/api/tokens/purchase/purchase-1',
      purchase({ type: 'subscription', status: 'payment_failed', failure }),
    );
    await settle();
    const note = textOf(element.querySelector('pr-open-charge'));
    expect(note).toContain('A charge was declined on Jun 16: The card has no funds.');
    expect(note).toContain('The card is tried again Jun 19, 00:00.');
    expect(note).toContain('Unless it is paid by Jun 23, 00:00');
    control(element, 'Pay now…').click();
    await settle();
    await console.answer('/api/tokens/payment-methods', { data: [card()], nextCursor: null });
    await settle();
    control(element, 'Pay $244.97').click();
    await console.answer(
      '/api/tokens/purchase/purchase-1/execute',
      purchase({ type: 'subscription', status: 'completed' }),
    );
    await console.answer(DETAIL, subscriptionDetail());
    await settle();
    expect(element.querySelector('pr-open-charge')).toBeNull();
  });

  it('leaves a later charge open where the bank is not answered', async () => {
    const { console, element, settle } = await open(
      subscriptionDetail({ status: 'past_due', openPurchaseId: 'purchase-1' }),
    );
    const asked = { type: 'subscription' as const, clientSecret: 'pi_1_secret_x' };
    await console.answer(
      '/api/tokens/purchase/purchase-1',
      purchase({ type: 'subscription', status: 'initialized' }),
    );
    await settle();
    control(element, 'Pay now…').click();
    await settle();
    await console.answer('/api/tokens/payment-methods', { data: [card()], nextCursor: null });
    await settle();
    control(element, 'Pay $244.97').click();
    await console.answer(
      '/api/tokens/purchase/purchase-1/execute',
      purchase({ ...asked, status: 'requires_action' }),
    );
    await settle();
    control(element.querySelector('pr-bank-question')!, 'Not now').click();
    await settle();
    expect(element.querySelector('pr-bank-question dialog')).toBeNull();
    expect(textOf(element)).not.toContain('Cancel the subscription');
    expect(control(element, 'Pay now…')).not.toBeNull();
  });

  it('says how the last one ended and offers to begin again', async () => {
    const { element } = await open(
      subscriptionDetail(
        { status: 'canceled', canceledAt: '2026-06-10T04:00:00.000Z', cancelReason: 'grace_ended' },
        [],
      ),
    );
    expect(textOf(element)).toContain('The last subscription ended on Jun 10');
    expect(textOf(element)).toContain('because a charge was not paid in the time of grace.');
    expect(element.querySelector('pr-start-subscription')).not.toBeNull();
  });

  it('says that there is none, and what a viewer lacks to start one', async () => {
    const { element } = await open({ subscription: null, preview: [] }, member(['tokens.view']));
    expect(textOf(element)).toContain('No subscription');
    expect(textOf(element)).toContain('tokens.configure');
    expect(element.querySelector('pr-start-subscription')).toBeNull();
  });

  it('shows the charges first, then starts, and asks the bank where it must', async () => {
    const { console, element, settle } = await open({ subscription: null, preview: [] });
    await console.answer('/api/tokens/subscription?dryRun=true', {
      dryRun: true,
      preview: [charge({ period: 0, reason: 'first', explanation: 'The first period.' })],
    });
    await settle();
    expect(textOf(element.querySelector('pr-next-charges'))).toContain('The first period.');
    await console.answer('/api/tokens/payment-methods', { data: [card()], nextCursor: null });
    await settle();
    control(element, 'Subscribe and pay $244.97').click();
    await settle();
    const asked = console.http.expectOne('/api/tokens/subscription');
    expect(asked.request.body).toEqual({
      organizationId: ACME,
      packageId: 'package-growth',
      interval: 'month',
      paymentMethodId: 'pm_1',
    });
    expect(asked.request.headers.has('Idempotency-Key')).toBe(true);
    const incomplete = { status: 'incomplete' as const, openPurchaseId: 'purchase-1' };
    asked.flush(subscription(incomplete));
    await console.answer(DETAIL, subscriptionDetail(incomplete, []));
    await console.answer(
      '/api/tokens/purchase/purchase-1',
      purchase({ status: 'requires_action', clientSecret: 'pi_1_secret_x' }),
    );
    await settle();
    expect(textOf(element)).toContain('The first charge waits for your bank.');
    expect(textOf(element.querySelector('dialog'))).toContain('Your bank asks you to confirm');
  });

  it('asks the bank also where news of the charge is quicker than the answer', async () => {
    const { console, fixture, element, settle } = await open({ subscription: null, preview: [] });
    await console.answer('/api/tokens/subscription?dryRun=true', {
      dryRun: true,
      preview: [charge({ period: 0, reason: 'first', explanation: 'The first period.' })],
    });
    await console.answer('/api/tokens/payment-methods', { data: [card()], nextCursor: null });
    await settle();
    control(element, 'Subscribe and pay $244.97').click();
    await settle();
    const incomplete = { status: 'incomplete' as const, openPurchaseId: 'purchase-1' };
    fixture.componentInstance['detail'].reload();
    await console.answer(DETAIL, subscriptionDetail(incomplete, []));
    await settle();
    console.http.expectOne('/api/tokens/subscription').flush(subscription(incomplete));
    await console.answer(
      '/api/tokens/purchase/purchase-1',
      purchase({ status: 'requires_action', clientSecret: 'pi_1_secret_x' }),
    );
    await settle();
    expect(textOf(element.querySelector('dialog'))).toContain('Your bank asks you to confirm');
  });

  it('says plainly that the card was declined, and marks it', async () => {
    const { console, element, settle } = await open({ subscription: null, preview: [] });
    await console.answer('/api/tokens/subscription?dryRun=true', {
      dryRun: true,
      preview: [charge()],
    });
    await console.answer('/api/tokens/payment-methods', { data: [card()], nextCursor: null });
    await settle();
    control(element, 'Subscribe and pay').click();
    await console.answer(
      '/api/tokens/subscription',
      problem('card-declined', 402, { detail: 'The card has insufficient funds.' }),
      402,
    );
    await settle();
    expect(textOf(element)).toContain('The card has insufficient funds.');
    expect(textOf(element.querySelector('pr-card-choices'))).toContain('Declined last time');
  });

  it('says why it did not load', async () => {
    const console = await Console.open();
    const fixture = await console.show(SubscriptionPage);
    await console.answer(DETAIL, problem('overloaded', 503), 503);
    await console.settle(fixture);
    expect(textOf(fixture.nativeElement as HTMLElement)).toContain(
      'The subscription did not load.',
    );
  });
});
