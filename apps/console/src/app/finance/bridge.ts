import type { DeferredRevenueView, FinanceLotView, MoneyView } from '@purser/contracts';
import type { MeterPart } from '../shared/meter/meter.js';

/** One line between the opening and the closing balance; `amount` is signed as it counts. */
export interface BridgeStep {
  label: string;
  sense: string;
  amount: MoneyView;
  kind: 'balance' | 'in' | 'out';
}

/** The way from opening to closing: what was bought comes in, the rest goes out. */
export function bridge(totals: DeferredRevenueView): BridgeStep[] {
  const out = (label: string, sense: string, { amount, currency }: MoneyView): BridgeStep => ({
    label,
    sense,
    // Not -0, which would be written with a minus.
    amount: { amount: amount === 0 ? 0 : -amount, currency },
    kind: 'out',
  });
  return [
    {
      label: 'Deferred at the beginning',
      sense: 'Paid and not earned yet',
      amount: totals.opening,
      kind: 'balance',
    },
    { label: 'Bought', sense: 'Net price of the purchases', amount: totals.added, kind: 'in' },
    out('Recognized', 'Tokens that were spent, at cost', totals.recognized),
    out('Breakage', 'Tokens that expired, at cost', totals.breakage),
    out('Refunded', 'Tokens taken back for refunds', totals.refunded),
    out('Disputed', 'Tokens voided by lost disputes', totals.disputed),
    out('Adjusted', 'Taken out or put back by support', totals.adjusted),
    {
      label: 'Deferred at the end',
      sense: 'What is still owed in tokens',
      amount: totals.closing,
      kind: 'balance',
    },
  ];
}

/** What became of a lot's cost in the period, as parts of a bar. */
export function lotParts(lot: FinanceLotView): MeterPart[] {
  const gone = lot.refunded.amount + lot.disputed.amount + Math.max(0, lot.adjusted.amount);
  return [
    { amount: lot.recognized.amount, look: 'solid' },
    { amount: lot.breakage.amount, look: 'risk' },
    { amount: gone, look: 'hatch' },
    { amount: lot.closing.amount, look: 'light' },
  ];
}
