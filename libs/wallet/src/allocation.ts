import type { AllocationView } from '@purser/contracts';

/** Tokens moved or held in one lot; always positive. */
export interface Allocation {
  lotId: string;
  amount: bigint;
}

/** The allocations that two array columns record beside each other. */
export function allocationsOf(lots: readonly string[], amounts: readonly bigint[]): Allocation[] {
  return lots.map((lotId, index) => ({ lotId, amount: amounts[index] ?? 0n }));
}

export function allocationViews(allocations: readonly Allocation[]): AllocationView[] {
  return allocations.map(({ lotId, amount }) => ({ lotId, amount: Number(amount) }));
}

/** The first `amount` tokens of `allocations`, in their order. */
export function firstOf(allocations: readonly Allocation[], amount: bigint): Allocation[] {
  const taken: Allocation[] = [];
  let wanted = amount;
  for (const allocation of allocations) {
    if (wanted === 0n) break;
    const part = allocation.amount < wanted ? allocation.amount : wanted;
    taken.push({ lotId: allocation.lotId, amount: part });
    wanted -= part;
  }
  return taken;
}
