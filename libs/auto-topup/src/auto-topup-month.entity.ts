import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one policy reserved and paid in one calendar month of the organization's zone. Gross. */
@Entity('auto_topup_months')
export class AutoTopUpMonth {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  policyId: string;

  /** `2026-11`. */
  @Column('char', { length: 7 })
  month: string;

  @Column('char', { length: 3 })
  currency: string;

  @Column('bigint', { transformer: asBigInt, default: 0 })
  reservedMinor: bigint;

  @Column('bigint', { transformer: asBigInt, default: 0 })
  settledMinor: bigint;

  @Column('timestamptz', { nullable: true })
  blockedAnnouncedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;

  @Column('timestamptz')
  createdAt: Date;
}
