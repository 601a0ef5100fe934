import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The price of the tokens of a custom amount after the first `fromTokens`. */
@Entity('custom_price_tiers')
export class CustomPriceTier {
  @PrimaryColumn('char', { length: 3 })
  currency: string;

  @PrimaryColumn('bigint', { transformer: asBigInt })
  fromTokens: bigint;

  /** Thousandths of a minor unit per 1,000 tokens: 900_000 in USD is $9.00. */
  @Column('bigint', { transformer: asBigInt })
  perThousandMilliMinor: bigint;
}
