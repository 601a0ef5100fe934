import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A sequence of numbers of one seller; its row is locked by whoever gives the next one. */
@Entity('seller_series')
export class SellerSeries {
  /** The name of the legal entity, as its documents state it. */
  @PrimaryColumn('text')
  seller: string;

  /** For example `DE-INV-2026`. */
  @PrimaryColumn('text')
  series: string;

  @Column('integer')
  nextNumber: number;
}
