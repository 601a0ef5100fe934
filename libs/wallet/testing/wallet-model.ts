/** A lot of the model: the same facts as the real one, kept as simply as can be. */
interface ModelLot {
  id: string;
  remaining: number;
  held: number;
  priority: number;
  expiresAt: number | null;
  free: boolean;
  createdAt: number;
}

type Parts = { lotId: string; amount: number }[];

interface ModelHold {
  amount: number;
  parts: Parts;
  expiresAt: number;
  open: boolean;
}

/** A wallet in memory, single-threaded and without an open lot: what the real one must equal. */
export class WalletModel {
  now = 0;
  private readonly lots: ModelLot[] = [];
  private readonly holds = new Map<string, ModelHold>();
  private readonly debits = new Map<string, { parts: Parts; reversed: boolean }>();

  grant(lot: Omit<ModelLot, 'held' | 'createdAt'>): void {
    this.lots.push({ ...lot, held: 0, createdAt: this.now });
  }

  parts() {
    this.releaseDueHolds();
    const sum = (of: (lot: ModelLot) => number) => this.lots.reduce((all, lot) => all + of(lot), 0);
    const balance = sum((lot) => lot.remaining);
    const held = sum((lot) => lot.held);
    const expired = sum((lot) => (this.isExpired(lot) ? lot.remaining - lot.held : 0));
    return { balance, held, expired, available: balance - held - expired };
  }

  /** Burns, or null where too little is available. */
  debit(entryId: string | null, amount: number): Parts | null {
    const parts = this.choose(amount);
    if (!parts) return null;
    for (const { lotId, amount: part } of parts) this.lot(lotId).remaining -= part;
    if (entryId !== null) this.debits.set(entryId, { parts, reversed: false });
    return parts;
  }

  hold(id: string, amount: number, ttl: number): Parts | null {
    const parts = this.choose(amount);
    if (!parts) return null;
    for (const { lotId, amount: part } of parts) this.lot(lotId).held += part;
    this.holds.set(id, { amount, parts, expiresAt: this.now + ttl, open: true });
    return parts;
  }

  /** Whether `amount` could be captured of the hold; 0 releases it. */
  resolve(id: string, amount: number, entryId: string | null): boolean {
    this.releaseDueHolds();
    const hold = this.holds.get(id);
    if (!hold?.open || amount > hold.amount) return false;
    hold.open = false;
    let left = amount;
    const burnt: Parts = [];
    for (const { lotId, amount: part } of hold.parts) {
      const taken = Math.min(left, part);
      this.lot(lotId).held -= part;
      this.lot(lotId).remaining -= taken;
      if (taken > 0) burnt.push({ lotId, amount: taken });
      left -= taken;
    }
    if (entryId !== null) this.debits.set(entryId, { parts: burnt, reversed: false });
    return true;
  }

  reverse(entryId: string): void {
    this.releaseDueHolds();
    const debit = this.debits.get(entryId);
    if (!debit || debit.reversed) return;
    debit.reversed = true;
    for (const { lotId } of debit.parts) {
      const lot = this.lot(lotId);
      if (!this.isExpired(lot)) continue;
      lot.remaining = lot.held;
      lot.expiresAt = this.now + 7 * 86_400_000;
    }
    for (const { lotId, amount } of debit.parts) this.lot(lotId).remaining += amount;
  }

  sweep(): void {
    this.releaseDueHolds();
    for (const lot of this.lots) if (this.isExpired(lot) && lot.held === 0) lot.remaining = 0;
  }

  openHold(id: string): boolean {
    this.releaseDueHolds();
    return this.holds.get(id)?.open ?? false;
  }

  private choose(amount: number): Parts | null {
    if (amount > this.parts().available) return null;
    const parts: Parts = [];
    let left = amount;
    for (const lot of [...this.lots].sort(earlier)) {
      const taken = this.isExpired(lot) ? 0 : Math.min(left, lot.remaining - lot.held);
      if (taken > 0) parts.push({ lotId: lot.id, amount: taken });
      left -= taken;
    }
    return parts;
  }

  private releaseDueHolds(): void {
    for (const hold of this.holds.values()) {
      if (!hold.open || hold.expiresAt > this.now) continue;
      hold.open = false;
      for (const { lotId, amount } of hold.parts) this.lot(lotId).held -= amount;
    }
  }

  private isExpired(lot: ModelLot): boolean {
    return lot.expiresAt !== null && lot.expiresAt <= this.now;
  }

  private lot(id: string): ModelLot {
    const lot = this.lots.find((one) => one.id === id);
    if (!lot) throw new Error(`The model knows no lot ${id}`);
    return lot;
  }
}

function earlier(a: ModelLot, b: ModelLot): number {
  const keys = (lot: ModelLot) => [
    lot.priority,
    lot.expiresAt ?? Infinity,
    lot.free ? 0 : 1,
    lot.createdAt,
  ];
  const [left, right] = [keys(a), keys(b)];
  for (const [index, key] of left.entries()) {
    const other = right[index] ?? 0;
    if (key !== other) return key - other;
  }
  return a.id < b.id ? -1 : 1;
}
