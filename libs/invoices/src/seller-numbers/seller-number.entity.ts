import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The number that a document has in its seller's series: append-only, once given it stands. */
@Entity('seller_numbers')
export class SellerNumber {
  @PrimaryColumn('uuid')
  organizationId: string;

  /** Of the document. */
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  seller: string;

  @Column('text')
  series: string;

  /** Position in the series, from 1 and without gaps. */
  @Column('integer')
  seriesNumber: number;

  /** As printed, for example `DE-INV-2026-000418`. */
  @Column('text')
  number: string;

  @Column('timestamptz')
  numberedAt: Date;
}
