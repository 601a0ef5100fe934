import { createHash, type Hash } from 'node:crypto';
import { entryBytes } from './entry-bytes.js';
import type { SealedEntry } from './sealed-entry.js';

/** Where a ledger breaks first. `id` is the entry found there. */
export interface BrokenEntry {
  sequence: number;
  id: string;
  detail: string;
}

/** Where a walk that does not begin at the first entry begins: what was before is believed. */
export interface WalkStart {
  /** Of the entry before. */
  sequence: bigint;
  /** After the entry before. */
  balance: bigint;
  /** Hex; null where no seal was before. */
  seal: string | null;
}

const FIRST: WalkStart = { sequence: 0n, balance: 0n, seal: null };

/**
 * Follows one wallet's ledger entry by entry, from the first unless told otherwise. A seal is SHA-256 over the seal
 * before and the bytes of the entries that one commit wrote, so each covers all before.
 */
export class SealWalk {
  private reached: bigint;
  private balance: bigint;
  private walletId: string | undefined;
  private seal: string | null;
  /** The commit that is being read, and its first entry. */
  private commit: { hash: Hash; first: SealedEntry } | undefined;

  /** Entries up to the last seal that fitted. */
  entries: number;

  constructor({ sequence, balance, seal }: WalkStart = FIRST) {
    this.reached = sequence;
    this.balance = balance;
    this.seal = seal;
    this.entries = Number(sequence);
  }

  /** Of the entry that was read last; 0 before the first. */
  get sequence(): number {
    return Number(this.reached);
  }

  /** The last seal that fitted, in hex; null before the first. */
  get lastSeal(): string | null {
    return this.seal;
  }

  /** Takes the next entry; answers where and why the ledger is broken there, or null. */
  next(entry: SealedEntry): BrokenEntry | null {
    const fault = this.gap(entry) ?? this.misfit(entry);
    if (fault) return fault;
    this.reached = entry.seq;
    this.balance = entry.balanceAfter;
    this.walletId = entry.walletId;
    this.commit ??= { hash: this.opened(), first: entry };
    this.commit.hash.update(entryBytes(entry));
    if (entry.seal === null) return null;
    const { hash, first } = this.commit;
    this.commit = undefined;
    if (hash.digest('hex') !== entry.seal)
      return { ...found(first), detail: notSealed(first, entry) };
    this.seal = entry.seal;
    this.entries = Number(entry.seq);
    return null;
  }

  /** After the last entry: one that no seal covers was added, or lost its seal. */
  end(): BrokenEntry | null {
    if (!this.commit) return null;
    return { ...found(this.commit.first), detail: 'No seal covers it.' };
  }

  private opened(): Hash {
    const hash = createHash('sha256');
    return this.seal === null ? hash : hash.update(Buffer.from(this.seal, 'hex'));
  }

  private gap({ seq, id }: SealedEntry): BrokenEntry | null {
    const expected = this.reached + 1n;
    if (seq === expected) return null;
    const detail = `Entry ${expected} is missing; entry ${seq} stands in its place.`;
    return { sequence: Number(expected), id, detail };
  }

  private misfit(entry: SealedEntry): BrokenEntry | null {
    const broken = (detail: string) => ({ ...found(entry), detail });
    if (this.walletId !== undefined && entry.walletId !== this.walletId) {
      return broken('It names another wallet.');
    }
    if (entry.balanceBefore !== this.balance && this.reached > 0n) {
      return broken('It does not start where the entry before it ended.');
    }
    if (entry.balanceAfter === entry.balanceBefore + entry.amount) return null;
    return broken('It does not add up.');
  }
}

const found = ({ seq, id }: SealedEntry) => ({ sequence: Number(seq), id });

function notSealed(first: SealedEntry, last: SealedEntry): string {
  if (first.seq === last.seq) return 'It is not what was recorded.';
  return `Of entries ${first.seq} to ${last.seq}, written together, one is not what was recorded.`;
}
