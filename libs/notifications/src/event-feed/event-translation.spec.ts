import { EVENT_TYPES, type EventType } from '@purser/contracts';
import { EVENT_EXAMPLES } from './event-examples.js';
import { publicEventsOf, TRANSLATED_EVENTS } from './event-translation.js';
import type { TranslatedPurchase } from './purchase-facts.js';

const ACME = '01978000-0000-7000-8000-00000000000a';
const PURCHASE: TranslatedPurchase = {
  facts: {
    referenceId: 'p1',
    type: 'package',
    label: 'Growth',
    tokens: 1_000,
    bonusTokens: 0,
    price: {
      subtotal: { amount: 4_900, currency: 'USD' },
      tax: { amount: 0, currency: 'USD' },
      total: { amount: 4_900, currency: 'USD' },
    },
  },
  invoice: { invoiceId: 'i1', number: '2026-000001' },
  failure: { code: 'card_declined', declineCode: 'insufficient_funds' },
};

/** An event with every field that any of them has. */
const FIELDS = {
  organizationId: ACME,
  purchaseId: 'p1',
  referenceId: 'p1',
  policyId: 'a1',
  subscriptionId: 's1',
  amountMinor: 100,
  limitMinor: 100,
  leftMinor: 10,
  neededMinor: 20,
  shortfallMinor: 0,
  currency: 'usd',
  creditNoteId: 'c1',
  creditNoteNumber: 'CN-1',
  channels: ['webhook'],
};

const STATUSES = [
  'initialized',
  'payment_pending',
  'requires_action',
  'paid',
  'completed',
  'payment_failed',
  'canceled',
  'refunded',
];

function everythingTold() {
  return TRANSLATED_EVENTS.flatMap((name) =>
    STATUSES.flatMap((status) => publicEventsOf(name, { ...FIELDS, status }, PURCHASE)),
  );
}

describe('the catalogue of public events', () => {
  it('has no type that nothing is ever told by, and nothing is told by another', () => {
    const told = new Set(everythingTold().map(({ type }) => type));
    const named = Object.keys(EVENT_TYPES).filter((type) => type !== 'webhook.test');
    expect([...told].toSorted()).toEqual(named.toSorted());
  });

  it('has an example of each type', () => {
    expect(Object.keys(EVENT_EXAMPLES)).toEqual(Object.keys(EVENT_TYPES));
  });

  it('shows in its examples the fields that are told, and no other', () => {
    for (const { type, data } of everythingTold()) {
      const shown = Object.keys(EVENT_EXAMPLES[type]).toSorted();
      expect([type, Object.keys(data).toSorted()]).toEqual([type, shown]);
    }
  });
});

describe('a domain event', () => {
  const types = (name: string, fields: object): EventType[] =>
    publicEventsOf(name, { organizationId: ACME, ...fields }, PURCHASE).map(({ type }) => type);

  it('says what its status means, and steps on the way say nothing', () => {
    const changed = (status: string) => types('purchases.purchase-changed', { status });
    expect(changed('payment_failed')).toEqual(['purchase.failed']);
    expect(changed('requires_action')).toEqual(['purchase.requires_action']);
    expect(changed('canceled')).toEqual(['purchase.canceled']);
    for (const status of ['initialized', 'payment_pending', 'paid', 'completed', 'disputed']) {
      expect(changed(status)).toEqual([]);
    }
  });

  it('of a completed purchase tells the invoice too', () => {
    const [completed, issued] = publicEventsOf(
      'purchases.purchase-completed',
      { organizationId: ACME, purchaseId: 'p1' },
      PURCHASE,
    );
    expect(completed?.data).toMatchObject({ referenceId: 'p1', number: '2026-000001' });
    expect(issued).toMatchObject({ type: 'invoice.issued', data: { purchaseReferenceId: 'p1' } });
  });

  it('that nobody told us of says nothing', () => {
    expect(types('member.invited', { email: 'ada@acme.test' })).toEqual([]);
    expect(types('password-reset.requested', { linkId: 'l1' })).toEqual([]);
    expect(types('wallet.fell-below', { available: 1 })).toEqual([]);
  });
});
