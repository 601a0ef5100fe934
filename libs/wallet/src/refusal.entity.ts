import { asBigInt } from '@purser/platform';
import type { WalletStatus } from '@purser/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

export type RefusalReason = 'insufficient-tokens' | 'wallet-suspended';

/** Refused debits and holds of one wallet, reason and minute, with the last one's wallet. */
@Entity('wallet_refusals')
export class Refusal {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  walletId: string;

  @Column('text')
  reason: RefusalReason;

  @Column('timestamptz')
  minute: Date;

  @Column('bigint', { transformer: asBigInt })
  count: bigint;

  @Column('text')
  lastReference: string;

  @Column('text')
  lastRequestId: string;

  @Column('bigint', { transformer: asBigInt })
  lastAmount: bigint;

  @Column('timestamptz')
  lastAt: Date;

  @Column('bigint', { transformer: asBigInt })
  balance: bigint;

  @Column('bigint', { transformer: asBigInt })
  held: bigint;

  @Column('bigint', { transformer: asBigInt })
  frozen: bigint;

  @Column('bigint', { transformer: asBigInt })
  expired: bigint;

  @Column('enum', { enum: ['active', 'suspended'], enumName: 'wallet_status' })
  status: WalletStatus;
}
