import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A sequence of numbers of one organization; its row is locked by whoever takes the next one. */
@Entity('invoice_series')
export class InvoiceSeries {
  @PrimaryColumn('uuid')
  organizationId: string;

  /** For example `INV-2026`. */
  @PrimaryColumn('text')
  series: string;

  @Column('integer')
  nextNumber: number;
}
