import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The organization as the provider knows it. */
@Entity('payment_customers')
export class PaymentCustomer {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  providerId: string;

  @Column('timestamptz')
  createdAt: Date;
}
