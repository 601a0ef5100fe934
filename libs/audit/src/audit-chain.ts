import { createHash } from 'node:crypto';
import type { AuditRecordView } from '@purser/contracts';
import { canonicalJson, type Json } from './canonical-json.js';

/** What the first record of an organization names as `previousHash`: 32 zero bytes in hex. */
export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

/**
 * The link of a record: SHA-256 (hex) over the canonical JSON (RFC 8785) of the record as it is
 * exported, without its member `hash`. `previousHash` is inside, so each link covers all before.
 */
export function linkOf(record: Omit<AuditRecordView, 'hash'> & { hash?: string }): string {
  const { hash: _hash, ...linked } = record;
  return createHash('sha256')
    .update(canonicalJson(linked as unknown as Json))
    .digest('hex');
}

/** Where a chain breaks first. `id` is the record found there. */
export interface BrokenLink {
  sequence: number;
  id: string;
  detail: string;
}

/** Follows one organization's chain record by record, from the first. */
export class ChainWalk {
  private sequence = 0;
  private hash = FIRST_PREVIOUS_HASH;

  /** How many records fitted. */
  get entries(): number {
    return this.sequence;
  }

  /** The link of the last record that fitted, in hex. */
  get lastHash(): string {
    return this.hash;
  }

  /** Takes the next record; answers where and why the chain is broken there, or null. */
  next(record: AuditRecordView): BrokenLink | null {
    const expected = this.sequence + 1;
    if (record.sequence !== expected) {
      const detail = `Record ${expected} is missing; record ${record.sequence} stands in its place.`;
      return { sequence: expected, id: record.id, detail };
    }
    if (record.previousHash !== this.hash) {
      return broken(record, 'It does not name the hash of the record before it.');
    }
    if (linkOf(record) !== record.hash) return broken(record, 'It is not what was recorded.');
    this.sequence = expected;
    this.hash = record.hash;
    return null;
  }
}

function broken(record: AuditRecordView, detail: string): BrokenLink {
  return { sequence: record.sequence, id: record.id, detail };
}
