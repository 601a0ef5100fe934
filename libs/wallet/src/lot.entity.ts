import { asBigInt } from '@purser/platform';
import type { LotSource } from '@purser/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One grant of tokens. While it is the open lot, its burnable tokens are on the wallet row. */
@Entity('token_lots')
export class Lot {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  walletId: string;

  @Column('text')
  source: LotSource;

  @Column('text')
  label: string;

  @Column('bigint', { transformer: asBigInt })
  granted: bigint;

  @Column('bigint', { transformer: asBigInt })
  remaining: bigint;

  @Column('bigint', { transformer: asBigInt })
  held: bigint;

  @Column('bigint', { transformer: asBigInt })
  frozen: bigint;

  /** Lower burns first. */
  @Column('integer', { default: 100 })
  priority: number;

  @Column('timestamptz')
  effectiveAt: Date;

  /** Exclusive; null = never. */
  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  /** When the sweep was done with it; null while it may still be used or is still to be swept. */
  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  /** Net money paid for the whole lot; 0 = free. */
  @Column('bigint', { transformer: asBigInt })
  costMinor: bigint;

  @Column('char', { length: 3 })
  currency: string;

  /** Sequence of the ledger entry that granted it. */
  @Column('bigint', { transformer: asBigInt })
  grantedSeq: bigint;

  /**
   * References of the freezes that are not over, for example `dispute:<id>`: while there is one,
   * whatever comes into the lot is frozen for the first of them.
   */
  @Column('text', { array: true, default: '{}' })
  freezingFor: string[];

  @Column('uuid', { nullable: true })
  purchaseId: string | null;

  @Column('text', { nullable: true })
  purchaseReferenceId: string | null;

  @Column('uuid', { nullable: true })
  invoiceId: string | null;

  @Column('timestamptz')
  createdAt: Date;
}
