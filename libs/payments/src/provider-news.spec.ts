import type { ProviderEvent } from './provider-event.entity.js';
import { NEWSWORTHY, providerNews } from './provider-news.js';
import {
  DisputeChanged,
  PaymentFailed,
  PaymentSucceeded,
  RefundChanged,
} from './payments.events.js';

const owner = { organizationId: 'org', purchaseId: 'purchase', paymentIntentId: 'pi_1' };
const event = (type: string): ProviderEvent => ({
  id: 'evt_1',
  type,
  objectId: 'object_1',
  payload: {
    object: 'any',
    paymentIntentId: 'pi_1',
    status: 'lost',
    reason: 'fraudulent',
    amountMinor: 4_900,
    currency: 'USD',
    createdAt: '2026-06-18T18:40:00.000Z',
  },
  receivedAt: new Date(0),
  processedAt: null,
  error: null,
});

describe('news from the provider', () => {
  it.each([
    ['payment_intent.succeeded', PaymentSucceeded],
    ['payment_intent.payment_failed', PaymentFailed],
    ['payment_intent.canceled', PaymentFailed],
    ['charge.dispute.created', DisputeChanged],
    ['charge.dispute.updated', DisputeChanged],
    ['charge.dispute.funds_withdrawn', DisputeChanged],
    ['charge.dispute.funds_reinstated', DisputeChanged],
    ['charge.dispute.closed', DisputeChanged],
    ['refund.created', RefundChanged],
    ['refund.updated', RefundChanged],
    ['refund.failed', RefundChanged],
  ])('tells of %s', (type, kind) => {
    expect(providerNews(event(type), owner)).toBeInstanceOf(kind);
  });

  it('carries whose payment it is, and what a dispute is about', () => {
    expect(providerNews(event('charge.dispute.closed'), owner)).toEqual({
      ...owner,
      disputeId: 'object_1',
      status: 'lost',
      reason: 'fraudulent',
      amountMinor: 4_900,
      currency: 'USD',
    });
  });

  it('polls for nothing else', () => {
    for (const type of NEWSWORTHY) expect(providerNews(event(type), owner)).not.toBeNull();
  });

  it('has none in what changes nothing', () => {
    expect(providerNews(event('payment_intent.created'), owner)).toBeNull();
    expect(providerNews(event('charge.succeeded'), owner)).toBeNull();
  });
});
