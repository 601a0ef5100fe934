import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A link by which a charge that asked for the card holder can be paid without signing in. Its token
 * is made from its ids and kept nowhere. Whether it is paid or called off is read from its purchase.
 */
@Entity('purchase_recovery_links')
export class RecoveryLink {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  purchaseId: string;

  /** The attempt that was declined; each gets one link. */
  @Column('integer')
  attempt: number;

  @Column('timestamptz')
  issuedAt: Date;

  /** On the Clock, exclusive. */
  @Column('timestamptz')
  expiresAt: Date;

  /** When somebody first started to pay by it. */
  @Column('timestamptz', { nullable: true })
  startedAt: Date | null;

  /** When its payer was told that it is paid; it does nothing any more. */
  @Column('timestamptz', { nullable: true })
  usedAt: Date | null;
}
