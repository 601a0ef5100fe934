import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The standard rate of a country from a day on, in UTC days. */
@Entity('tax_rates')
export class TaxRate {
  @PrimaryColumn('char', { length: 2 })
  country: string;

  @PrimaryColumn('date')
  validFrom: string;

  /** First day the rate no longer holds; null = open. */
  @Column('date', { nullable: true })
  validTo: string | null;

  /** Decimal string with three digits, for example `19.000`. */
  @Column('numeric', { precision: 6, scale: 3 })
  percent: string;

  /** Countries with the same area reverse the charge between businesses, for example `EU`. */
  @Column('text', { nullable: true })
  reverseChargeArea: string | null;

  @Column('timestamptz')
  updatedAt: Date;

  @Column('text')
  updatedBy: string;
}
