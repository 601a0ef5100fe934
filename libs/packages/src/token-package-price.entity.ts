import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The net price of one package in one currency. */
@Entity('token_package_prices')
export class TokenPackagePrice {
  @PrimaryColumn('uuid')
  packageId: string;

  @PrimaryColumn('char', { length: 3 })
  currency: string;

  @Column('bigint', { transformer: asBigInt })
  amountMinor: bigint;
}
