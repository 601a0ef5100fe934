import { asBigInt } from '@purser/platform';
import type { WalletStatus } from '@purser/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * The wallet of one organization. `balance` = the remaining tokens of all lots + `openRemaining`;
 * `held`, `frozen` and `expired` are as of `lastAt` and stay right until `nextChangeAt`.
 */
@Entity('organization_token_wallets')
export class Wallet {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('enum', { enum: ['active', 'suspended'], enumName: 'wallet_status' })
  status: WalletStatus;

  @Column('bigint', { transformer: asBigInt })
  balance: bigint;

  @Column('bigint', { transformer: asBigInt })
  held: bigint;

  @Column('bigint', { transformer: asBigInt })
  frozen: bigint;

  @Column('bigint', { transformer: asBigInt })
  expired: bigint;

  /** The lot whose burnable tokens are kept in `openRemaining`: the head of the burn order. */
  @Column('uuid', { nullable: true })
  openLot: string | null;

  @Column('bigint', { transformer: asBigInt })
  openRemaining: bigint;

  @Column('timestamptz', { nullable: true })
  openExpiresAt: Date | null;

  /** The earliest instant at which `held` or `expired` change by themselves. */
  @Column('timestamptz', { nullable: true })
  nextChangeAt: Date | null;

  /** The highest mark that somebody watches; null while nobody does. */
  @Column('bigint', { transformer: asBigInt, nullable: true })
  watchBelow: bigint | null;

  /** The lowest mark at which a rise is to be told; null while nobody asks. */
  @Column('bigint', { transformer: asBigInt, nullable: true })
  watchAbove: bigint | null;

  /** Sequence of the last ledger entry. */
  @Column('bigint', { transformer: asBigInt })
  seq: bigint;

  /** The seal of the last commit; null while the ledger is empty. */
  @Column('bytea', { nullable: true })
  seal: Buffer | null;

  /** Up to which entry the seal was written into the audit trail. */
  @Column('bigint', { transformer: asBigInt, default: 0 })
  anchoredSeq: bigint;

  @Column('bigint', { transformer: asBigInt })
  version: bigint;

  /** The last change; time in a wallet never runs backwards. */
  @Column('timestamptz')
  lastAt: Date;

  @Column('timestamptz')
  createdAt: Date;
}
