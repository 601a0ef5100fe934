import type { DeferredRevenueView, LedgerEntryView, LotView } from '@purser/contracts';

/** Where the cost of tokens went; the figures of the finance report but for opening and closing. */
export type Movement = Exclude<keyof DeferredRevenueView, 'opening' | 'closing'>;

/** What one entry did to the cost of one lot. */
export interface Told {
  readonly at: number;
  /** Of the entry. */
  readonly reference: string;
  readonly lotId: string;
  readonly movement: Movement;
  readonly minor: bigint;
}

const MOVEMENT_OF: Readonly<Partial<Record<LedgerEntryView['kind'], Movement>>> = {
  debit: 'recognized',
  capture: 'recognized',
  reversal: 'recognized',
  expiry: 'breakage',
  refund: 'refunded',
  dispute: 'disputed',
};

/**
 * Tells a ledger again from its first entry: what each entry did to the cost of each paid lot. It
 * counts how much of every lot is gone, and knows nothing of how the reports count.
 */
export function tellAgain(lots: readonly LotView[], oldestFirst: readonly LedgerEntryView[]) {
  const facts = new Map(lots.map((lot) => [lot.id, lot]));
  const gone = new Map<string, bigint>();
  const told: Told[] = [];
  for (const entry of oldestFirst) {
    for (const { lotId, amount } of entry.allocations) {
      const lot = facts.get(lotId);
      if (!lot) throw new Error(`Entry ${entry.id} names a lot that is not listed`);
      const cost = BigInt(lot.cost.amount);
      const before = gone.get(lotId);
      const fact = { at: Date.parse(entry.at), reference: entry.reference, lotId };
      if (before === undefined) {
        gone.set(lotId, 0n);
        told.push({ ...fact, movement: 'added', minor: cost });
        continue;
      }
      const after = entry.amount < 0 ? before + BigInt(amount) : before - BigInt(amount);
      gone.set(lotId, after);
      const granted = BigInt(lot.granted);
      const minor = (cost * after) / granted - (cost * before) / granted;
      told.push({ ...fact, movement: MOVEMENT_OF[entry.kind] ?? 'adjusted', minor });
    }
  }
  return { told: told.filter(({ minor }) => minor !== 0n), gone };
}
