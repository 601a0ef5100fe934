import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That people were told of a lot's expiry at one stage; once per lot, expiry and stage. */
@Entity('expiry_notices')
export class ExpiryNotice {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  lotId: string;

  /** 30, 7 or 1. */
  @Column('smallint')
  daysLeft: number;

  @Column('timestamptz')
  expiresAt: Date;

  /** What was left of the lot; 0 = nothing to tell about. */
  @Column('bigint', { transformer: asBigInt })
  tokens: bigint;

  @Column('timestamptz')
  at: Date;
}
