import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A document that waits for its number in the series of its seller. */
@Entity('seller_number_queue')
export class SellerNumberQueue {
  @PrimaryColumn('uuid')
  organizationId: string;

  /** Of the document. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('timestamptz')
  issuedAt: Date;
}
