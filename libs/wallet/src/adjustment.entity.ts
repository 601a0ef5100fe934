import { asBigInt, type Actor } from '@purser/platform';
import type { AdjustmentStatus } from '@purser/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A correction by staff; above the limit it waits for another person. */
@Entity('wallet_adjustments')
export class Adjustment {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  walletId: string;

  /** Signed tokens. */
  @Column('bigint', { transformer: asBigInt })
  amount: bigint;

  @Column('text')
  reasonCode: string;

  @Column('text')
  reason: string;

  @Column('text')
  status: AdjustmentStatus;

  @Column('text')
  makerType: Actor['type'];

  @Column('uuid', { nullable: true })
  makerId: string | null;

  @Column('text')
  makerName: string;

  @Column('text', { nullable: true })
  checkerType: Actor['type'] | null;

  @Column('uuid', { nullable: true })
  checkerId: string | null;

  @Column('text', { nullable: true })
  checkerName: string | null;

  @Column('text', { nullable: true })
  decisionReason: string | null;

  @Column('uuid', { nullable: true })
  entryId: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  decidedAt: Date | null;
}
