import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What one charge took from its month. While `reserved` it is the wallet's only one in flight. */
@Entity('auto_topup_reservations')
export class AutoTopUpReservation {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  policyId: string;

  @Column('uuid')
  monthId: string;

  @Column('uuid')
  purchaseId: string;

  @Column('text')
  status: 'reserved' | 'settled' | 'released';

  @Column('bigint', { transformer: asBigInt })
  tokens: bigint;

  @Column('bigint', { transformer: asBigInt })
  grossMinor: bigint;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  closedAt: Date | null;
}
