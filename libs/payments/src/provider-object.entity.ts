import { Column, Entity, PrimaryColumn } from 'typeorm';

export type ProviderObjectKind = 'customer' | 'payment_method' | 'payment_intent';

/**
 * Whose a provider's object is: answers before an organization is known. Its primary key is what
 * lets one payment credit one purchase of one organization.
 */
@Entity('provider_objects')
export class ProviderObject {
  @PrimaryColumn('text')
  providerId: string;

  @Column('text')
  kind: ProviderObjectKind;

  @Column('uuid')
  organizationId: string;

  @Column('uuid', { nullable: true })
  purchaseId: string | null;

  @Column('timestamptz')
  createdAt: Date;
}
