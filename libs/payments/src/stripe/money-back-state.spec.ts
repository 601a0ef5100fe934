import type Stripe from 'stripe';
import { disputeState } from './money-back-state.js';

/** A dispute of 100.01, and what moved on the balance in its currency. */
const dispute = (status: string, moved: readonly number[], more: object = {}) =>
  disputeState({
    ...{ id: 'du_1', payment_intent: 'pi_1', amount: 10_001, currency: 'usd', status },
    ...{ reason: 'fraudulent', evidence_details: { due_by: null } },
    balance_transactions: moved.map((amount) => ({ amount })),
    ...more,
  } as unknown as Stripe.Dispute);

describe('what is lost of a dispute', () => {
  it.each([
    ['nothing moved', [], 10_001n],
    ['all was withdrawn', [-10_001], 10_001n],
    ['some came back', [-10_001, 4_000], 6_001n],
    ['some came back, twice', [-10_001, 4_000, 6_000], 1n],
    ['a third came back in another currency', [-9_300, 3_100], 6_667n],
    ['half came back in another currency, rounded', [-9_300, 4_650], 5_000n],
  ])('is what did not come back: %s', (_case, moved, lostMinor) => {
    expect(dispute('lost', moved)).toMatchObject({
      phase: 'lost',
      amountMinor: 10_001n,
      lostMinor,
    });
  });

  it('is nothing where all came back, whatever the dispute is called', () => {
    const nothing = { phase: 'won', lostMinor: 0n };
    expect(dispute('won', [-10_001, 10_001])).toMatchObject(nothing);
    expect(dispute('lost', [-10_001, 10_001])).toMatchObject(nothing);
    // The rate was another one when it came back.
    expect(dispute('lost', [-9_300, 9_321])).toMatchObject(nothing);
  });

  it('is in whole minor units where the provider counts in hundredths', () => {
    const shillings = { amount: 500_000, currency: 'ugx' };
    const state = dispute('lost', [-500_000, 125_000], shillings);
    expect(state).toMatchObject({ amountMinor: 5_000n, lostMinor: 3_750n });
  });
});
