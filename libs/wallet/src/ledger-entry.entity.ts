import { asBigInt } from '@purser/platform';
import type { LedgerEntryKind } from '@purser/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { asBigInts } from './as-bigints.js';
import { RecordedActor } from './recorded-actor.js';

/** The kinds of `ledger_entry_kind`, in the order of the database's enum. */
export const LEDGER_ENTRY_KINDS = [
  'purchase',
  'bonus',
  'subscription',
  'auto_topup',
  'debit',
  'capture',
  'reversal',
  'expiry',
  'adjustment',
  'refund',
  'dispute',
] as const satisfies readonly LedgerEntryKind[];

/** One immutable signed movement of a wallet, with the lots it moved. */
@Entity('token_balance_history')
export class LedgerEntry extends RecordedActor {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  walletId: string;

  /** 1, 2, 3... within the wallet, without a gap; `at` never falls along it. */
  @Column('bigint', { transformer: asBigInt })
  seq: bigint;

  @Column('enum', { enum: LEDGER_ENTRY_KINDS, enumName: 'ledger_entry_kind' })
  kind: LedgerEntryKind;

  /** Signed tokens. */
  @Column('bigint', { transformer: asBigInt })
  amount: bigint;

  @Column('bigint', { transformer: asBigInt })
  balanceBefore: bigint;

  @Column('bigint', { transformer: asBigInt })
  balanceAfter: bigint;

  @Column('bigint', { transformer: asBigInt })
  availableAfter: bigint;

  @Column('text')
  reference: string;

  @Column('uuid', { array: true })
  lots: string[];

  /** Tokens moved in each lot, beside `lots`; the sign is that of `amount`. */
  @Column('bigint', { array: true, transformer: asBigInts })
  lotAmounts: bigint[];

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('jsonb', { nullable: true })
  meta: Record<string, unknown> | null;

  @Column('uuid', { nullable: true })
  purchaseId: string | null;

  @Column('timestamptz')
  at: Date;

  /** SHA-256 that seals this commit's entries and all before; on the last of a commit only. */
  @Column('bytea', { nullable: true })
  seal: Buffer | null;
}
