import type { BookedPayment } from '@purser/payments';
import {
  GRACE_MS,
  providerDifferences,
  type PurchasePaymentFacts,
} from './provider-differences.js';

const NOW = new Date('2026-06-10T04:30:00Z');
const LONG_AGO = new Date('2026-06-09T12:00:00Z');

const payment = (facts: Partial<BookedPayment> = {}): BookedPayment => ({
  paymentIntentId: 'pi_1',
  amountMinor: 4_900n,
  receivedMinor: 4_900n,
  currency: 'USD',
  outcome: { kind: 'succeeded' },
  attempt: 1,
  refundedMinor: 0n,
  chargedAt: LONG_AGO,
  disputed: false,
  ...facts,
});

const purchase = (facts: Partial<PurchasePaymentFacts> = {}): PurchasePaymentFacts => ({
  id: 'purchase-1',
  paymentIntentId: 'pi_1',
  totalMinor: 4_900n,
  currency: 'USD',
  createdAt: LONG_AGO,
  completedAt: LONG_AGO,
  paidAt: LONG_AGO,
  canceled: false,
  refundedMinor: 0n,
  refundingMinor: 0n,
  disputed: false,
  ...facts,
});

const kinds = (payments: BookedPayment[], purchases: PurchasePaymentFacts[]) =>
  providerDifferences(payments, purchases, NOW).map(({ kind }) => kind);

describe('what provider and purchases say about the same money', () => {
  it('agrees', () => {
    expect(kinds([payment()], [purchase()])).toEqual([]);
    expect(kinds([payment({ disputed: true })], [purchase({ disputed: true })])).toEqual([]);
    const unpaid = { outcome: { kind: 'canceled' }, receivedMinor: 0n, chargedAt: null } as const;
    expect(kinds([payment(unpaid)], [purchase({ completedAt: null })])).toEqual([]);
  });

  it.each([
    ['provider-payment-unknown', [payment()], []],
    ['provider-paid-not-settled', [payment()], [purchase({ completedAt: null })]],
    ['provider-amount-differs', [payment({ receivedMinor: 4_901n })], [purchase()]],
    ['provider-amount-differs', [payment({ currency: 'EUR' })], [purchase()]],
    ['provider-refund-differs', [payment({ refundedMinor: 100n })], [purchase()]],
    ['provider-refund-differs', [payment()], [purchase({ refundedMinor: 100n })]],
    ['provider-dispute-unknown', [payment({ disputed: true })], [purchase()]],
    ['provider-payment-missing', [], [purchase()]],
    ['provider-payment-missing', [payment({ chargedAt: null })], [purchase()]],
  ])('finds %s', (kind, payments, purchases) => {
    expect(kinds(payments, purchases)).toEqual([kind]);
  });

  it('takes a refund on its way for booked or not', () => {
    const refunding = purchase({ refundedMinor: 100n, refundingMinor: 50n });
    for (const refundedMinor of [100n, 125n, 150n]) {
      expect(kinds([payment({ refundedMinor })], [refunding])).toEqual([]);
    }
    expect(kinds([payment({ refundedMinor: 151n })], [refunding])).toHaveLength(1);
  });

  it('lets money that was given back altogether rest', () => {
    const returned = payment({ refundedMinor: 4_900n });
    expect(kinds([returned], [])).toEqual([]);
    const canceled = purchase({ completedAt: null, paidAt: null, canceled: true });
    expect(kinds([returned], [canceled])).toEqual([]);
  });

  it('finds a purchase that goes on although its money was given back altogether', () => {
    const returned = payment({ refundedMinor: 4_900n });
    const [found, ...more] = providerDifferences(
      [returned],
      [purchase({ completedAt: null })],
      NOW,
    );
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      kind: 'provider-paid-not-settled',
      detail: 'The provider took 49.00 USD and gave all of it back; the purchase is not settled.',
    });
  });

  it('lets a purchase rest that was canceled once its money had gone, to the holder or the bank', () => {
    const canceled = purchase({ completedAt: null, canceled: true });
    expect(kinds([payment({ disputed: true })], [canceled])).toEqual([]);
    const unheard = purchase({ completedAt: null, paidAt: null, canceled: true });
    expect(kinds([payment()], [unheard])).toEqual(['provider-paid-not-settled']);
  });

  it('waits for what happened minutes ago', () => {
    const fresh = new Date(NOW.getTime() - GRACE_MS + 1);
    expect(kinds([payment({ chargedAt: fresh })], [])).toEqual([]);
    expect(kinds([], [purchase({ completedAt: fresh })])).toEqual([]);
  });

  it('states both amounts with the decimals of their currency', () => {
    const yen = payment({ receivedMinor: 980n, currency: 'JPY' });
    const [found] = providerDifferences(
      [yen],
      [purchase({ totalMinor: 981n, currency: 'JPY' })],
      NOW,
    );
    expect(found?.detail).toBe('The provider took 980 JPY, the purchase is over 981 JPY.');
  });
});
