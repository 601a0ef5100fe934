import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which invoice a credit note corrects. It has the id of its row among the invoices. */
@Entity('credit_notes')
export class CreditNote {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid')
  invoiceId: string;

  /** What caused it, unique in the organization, for example `refund:<id>`. */
  @Column('text')
  reference: string;

  @Column('text')
  reason: string;
}
