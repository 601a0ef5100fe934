import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Custom amounts are sold in the currencies that have a list; its tiers hold the prices. */
@Entity('custom_price_lists')
export class CustomPriceList {
  @PrimaryColumn('char', { length: 3 })
  currency: string;

  /** Days the tokens stay good after the purchase; null = they never expire. */
  @Column('integer', { nullable: true })
  validityDays: number | null;

  @Column('timestamptz')
  updatedAt: Date;

  @Column('text')
  updatedBy: string;
}
