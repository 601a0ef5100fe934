/** A lot of the model: the same facts as the real one, kept as simply as can be. */
interface ModelLot {
  id: string;
  purchase: string | null;
  remaining: number;
  held: number;
  frozen: number;
  /** Since when some of it has been frozen without a break. */
  frozenSince: number | null;
  /** Disputes that are not over: what comes into the lot is frozen for the first of them. */
  freezingFor: string[];
  priority: number;
  expiresAt: number | null;
  free: boolean;
  createdAt: number;
}

export type Parts = { lotId: string; amount: number }[];

interface ModelHold {
  amount: number;
  parts: Parts;
  expiresAt: number;
  status: 'open' | 'ended' | 'captured';
  captured: number;
}

interface ModelState {
  now: number;
  lots: ModelLot[];
  holds: Map<string, ModelHold>;
  debits: Map<string, { parts: Parts; reversed: boolean }>;
  /** What refunds took, by reference. */
  refunds: Map<string, { parts: Parts; at: number; back: boolean }>;
  /** What disputes froze, by reference: tokens by lot. */
  disputes: Map<string, Map<string, number>>;
}

const REOPENED_MS = 7 * 86_400_000;
/** Tokens that were away for less come back without more time. */
const SHORT_MS = 60_000;

/** A wallet in memory, single-threaded and without an open lot: what the real one must equal. */
export class WalletModel {
  private state: ModelState = {
    now: 0,
    lots: [],
    holds: new Map(),
    debits: new Map(),
    refunds: new Map(),
    disputes: new Map(),
  };

  set now(at: number) {
    this.state.now = at;
  }

  get now(): number {
    return this.state.now;
  }

  /** All that it holds: models with the same text answer alike for ever. */
  text(): string {
    return JSON.stringify(this.state, (_key, value: unknown) =>
      value instanceof Map ? [...(value as Map<string, unknown>)] : value,
    );
  }

  clone(): WalletModel {
    const copy = new WalletModel();
    copy.state = structuredClone(this.state);
    return copy;
  }

  grant(
    lot: Omit<
      ModelLot,
      'held' | 'frozen' | 'frozenSince' | 'freezingFor' | 'createdAt' | 'purchase'
    > & {
      purchase?: string;
    },
  ): void {
    const fresh = { held: 0, frozen: 0, frozenSince: null, freezingFor: [] };
    this.state.lots.push({ purchase: null, ...lot, ...fresh, createdAt: this.now });
  }

  parts() {
    this.releaseDueHolds();
    const sum = (of: (lot: ModelLot) => number) =>
      this.state.lots.reduce((all, lot) => all + of(lot), 0);
    const balance = sum((lot) => lot.remaining);
    const held = sum((lot) => lot.held);
    const frozen = sum((lot) => lot.frozen);
    const expired = sum((lot) => (this.isExpired(lot) ? free(lot) : 0));
    return { balance, held, frozen, expired, available: balance - held - frozen - expired };
  }

  /** Burns, or null where too little is available. */
  debit(entryId: string | null, amount: number): Parts | null {
    const parts = this.choose(amount);
    if (!parts) return null;
    for (const { lotId, amount: part } of parts) this.lot(lotId).remaining -= part;
    if (entryId !== null) this.state.debits.set(entryId, { parts, reversed: false });
    return parts;
  }

  hold(id: string, amount: number, ttl: number): Parts | null {
    const parts = this.choose(amount);
    if (!parts) return null;
    for (const { lotId, amount: part } of parts) this.lot(lotId).held += part;
    this.state.holds.set(id, {
      amount,
      parts,
      expiresAt: this.now + ttl,
      status: 'open',
      captured: 0,
    });
    return parts;
  }

  /** Whether `amount` is captured of the hold, by this call or by one before it. */
  capture(id: string, amount: number, entryId: string | null): boolean {
    this.releaseDueHolds();
    const hold = this.holdOf(id);
    if (hold.status === 'captured') return hold.captured === amount;
    if (hold.status !== 'open' || amount > hold.amount) return false;
    Object.assign(hold, { status: 'captured', captured: amount });
    let left = amount;
    const burnt: Parts = [];
    for (const { lotId, amount: part } of hold.parts) {
      const taken = Math.min(left, part);
      this.lot(lotId).held -= part;
      this.lot(lotId).remaining -= taken;
      if (taken > 0) burnt.push({ lotId, amount: taken });
      left -= taken;
    }
    this.freezeWhatCame();
    if (entryId !== null) this.state.debits.set(entryId, { parts: burnt, reversed: false });
    return true;
  }

  /** Whether the hold is over without having been captured. */
  release(id: string): boolean {
    this.releaseDueHolds();
    const hold = this.holdOf(id);
    if (hold.status === 'open') this.end(hold, this.now);
    return hold.status === 'ended';
  }

  /** Puts back what a debit or a capture took, once. */
  reverse(entryId: string): void {
    this.releaseDueHolds();
    const debit = this.state.debits.get(entryId);
    if (!debit || debit.reversed) return;
    debit.reversed = true;
    for (const { lotId } of debit.parts) {
      const lot = this.lot(lotId);
      if (!this.isExpired(lot)) continue;
      lot.remaining -= free(lot);
      lot.expiresAt = this.now + REOPENED_MS;
    }
    this.putBack(debit.parts);
  }

  /** Takes up to `amount` free tokens of a purchase, oldest lot first. */
  refund(purchase: string, reference: string, amount: number): Parts {
    const parts = this.take(purchase, amount, new Map());
    if (parts.length > 0) {
      this.state.refunds.set(reference, { parts, at: this.now, back: false });
    }
    return parts;
  }

  /** Puts back what a refund took, once, with the time it was away unless that was a moment. */
  refundFailed(reference: string): void {
    this.releaseDueHolds();
    const refund = this.state.refunds.get(reference);
    if (!refund || refund.back) return;
    refund.back = true;
    const away = this.now - refund.at;
    for (const { lotId } of refund.parts) {
      const lot = this.lot(lotId);
      if (lot.expiresAt === null || (away < SHORT_MS && !this.isExpired(lot))) continue;
      if (this.isExpired(lot)) lot.remaining -= free(lot);
      lot.expiresAt += away;
    }
    this.putBack(refund.parts);
  }

  /** Freezes what is free of a purchase, and, until it is over, whatever comes into its lots. */
  dispute(purchase: string, reference: string): Parts {
    this.releaseDueHolds();
    const parts: Parts = [];
    for (const lot of this.lotsOf(purchase)) {
      if (!lot.freezingFor.includes(reference)) lot.freezingFor.push(reference);
      const amount = this.isExpired(lot) ? 0 : free(lot);
      if (amount === 0) continue;
      this.freeze(lot, amount);
      this.frozenFor(reference).set(lot.id, amount);
      parts.push({ lotId: lot.id, amount });
    }
    return parts;
  }

  /** Gives back what is frozen; a lot's expiry moves by the time it was frozen without a break. */
  disputeWon(reference: string): Parts {
    this.releaseDueHolds();
    const parts: Parts = [];
    for (const lot of this.state.lots) {
      lot.freezingFor = lot.freezingFor.filter((other) => other !== reference);
    }
    for (const [lotId, amount] of this.frozenFor(reference)) {
      const lot = this.lot(lotId);
      const since = lot.frozenSince ?? this.now;
      const wholly = lot.frozen === amount;
      if (wholly && this.isExpired(lot)) lot.remaining -= free(lot);
      this.freeze(lot, -amount);
      if (wholly && lot.expiresAt !== null) lot.expiresAt += this.now - since;
      parts.push({ lotId, amount });
    }
    this.state.disputes.delete(reference);
    this.freezeWhatCame();
    return parts.sort(byLot);
  }

  /** Takes up to `amount` tokens of the disputed purchase, frozen ones first. */
  disputeLost(purchase: string, reference: string, amount: number): Parts {
    return this.take(purchase, amount, this.frozenFor(reference));
  }

  sweep(): void {
    this.releaseDueHolds();
    for (const lot of this.state.lots) {
      if (this.isExpired(lot) && lot.held === 0 && lot.frozen === 0) lot.remaining = 0;
    }
  }

  private take(purchase: string, amount: number, mine: Map<string, number>): Parts {
    this.releaseDueHolds();
    const parts: Parts = [];
    let left = amount;
    for (const lot of this.lotsOf(purchase)) {
      const frozen = mine.get(lot.id) ?? 0;
      const taken = Math.min(left, frozen + (this.isExpired(lot) ? 0 : free(lot)));
      if (taken === 0) continue;
      const thawed = Math.min(taken, frozen);
      this.freeze(lot, -thawed);
      if (thawed === frozen) mine.delete(lot.id);
      else mine.set(lot.id, frozen - thawed);
      lot.remaining -= taken;
      parts.push({ lotId: lot.id, amount: taken });
      left -= taken;
    }
    return parts;
  }

  private freeze(lot: ModelLot, change: number, at = this.now): void {
    if (lot.frozen === 0 && change > 0) lot.frozenSince = at;
    lot.frozen += change;
    if (lot.frozen === 0) lot.frozenSince = null;
  }

  private frozenFor(reference: string): Map<string, number> {
    const frozen = this.state.disputes.get(reference) ?? new Map<string, number>();
    this.state.disputes.set(reference, frozen);
    return frozen;
  }

  private putBack(parts: Parts): void {
    for (const { lotId, amount } of parts) this.lot(lotId).remaining += amount;
    this.freezeWhatCame();
  }

  /** In a lot that is frozen for somebody nothing is free, however it came there. */
  private freezeWhatCame(at = this.now): void {
    for (const lot of this.state.lots) {
      const [reference] = lot.freezingFor;
      const came = isExpired(lot, at) ? 0 : free(lot);
      if (reference === undefined || came === 0) continue;
      this.freeze(lot, came, at);
      const frozen = this.frozenFor(reference);
      frozen.set(lot.id, (frozen.get(lot.id) ?? 0) + came);
    }
  }

  private choose(amount: number): Parts | null {
    if (amount > this.parts().available) return null;
    const parts: Parts = [];
    let left = amount;
    for (const lot of [...this.state.lots].sort(earlier)) {
      const taken = this.isExpired(lot) ? 0 : Math.min(left, free(lot));
      if (taken > 0) parts.push({ lotId: lot.id, amount: taken });
      left -= taken;
    }
    return parts;
  }

  private releaseDueHolds(): void {
    const due = [...this.state.holds.values()].filter(
      ({ status, expiresAt }) => status === 'open' && expiresAt <= this.now,
    );
    due.sort((a, b) => a.expiresAt - b.expiresAt);
    for (const hold of due) this.end(hold, hold.expiresAt);
  }

  private end(hold: ModelHold, at: number): void {
    hold.status = 'ended';
    for (const { lotId, amount } of hold.parts) this.lot(lotId).held -= amount;
    this.freezeWhatCame(at);
  }

  private holdOf(id: string): ModelHold {
    const hold = this.state.holds.get(id);
    if (!hold) throw new Error(`The model knows no hold ${id}`);
    return hold;
  }

  private isExpired(lot: ModelLot): boolean {
    return isExpired(lot, this.now);
  }

  private lotsOf(purchase: string): ModelLot[] {
    return this.state.lots.filter((lot) => lot.purchase === purchase).sort(byId);
  }

  private lot(id: string): ModelLot {
    const lot = this.state.lots.find((one) => one.id === id);
    if (!lot) throw new Error(`The model knows no lot ${id}`);
    return lot;
  }
}

const isExpired = ({ expiresAt }: ModelLot, at: number) => expiresAt !== null && expiresAt <= at;
const free = (lot: ModelLot) => lot.remaining - lot.held - lot.frozen;
const byId = (a: ModelLot, b: ModelLot) => (a.id < b.id ? -1 : 1);
const byLot = (a: { lotId: string }, b: { lotId: string }) => (a.lotId < b.lotId ? -1 : 1);

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
