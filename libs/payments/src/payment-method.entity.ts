import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A card that an organization keeps with the provider; one row per card, however often entered. */
@Entity('payment_methods')
export class PaymentMethod {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  /** The provider's id of the latest entry of this card. */
  @Column('text')
  providerId: string;

  @Column('text')
  brand: string;

  @Column('char', { length: 4 })
  last4: string;

  @Column('integer')
  expMonth: number;

  @Column('integer')
  expYear: number;

  @Column('text')
  fingerprint: string;

  @Column('boolean')
  isDefault: boolean;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  removedAt: Date | null;

  /** When it was told that the card expires soon. */
  @Column('timestamptz', { nullable: true })
  warnedAt: Date | null;
}
