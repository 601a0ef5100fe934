import { asBigInt } from '@purser/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A price agreed with one organization, for a package or for custom amounts, that holds from
 * `validFrom` until before `validTo`. Where several hold, the one that began last wins.
 */
@Entity('organization_prices')
export class OrganizationPrice {
  @PrimaryColumn('uuid')
  organizationId: string;

  @PrimaryColumn('uuid')
  id: string;

  /** The package; null = a price for custom amounts. */
  @Column('uuid', { nullable: true })
  packageId: string | null;

  @Column('char', { length: 3 })
  currency: string;

  /** Net price of one package; null for custom amounts. */
  @Column('bigint', { nullable: true, transformer: asBigInt })
  amountMinor: bigint | null;

  /** Thousandths of a minor unit per 1,000 tokens of a custom amount; null for packages. */
  @Column('bigint', { nullable: true, transformer: asBigInt })
  perThousandMilliMinor: bigint | null;

  @Column('timestamptz')
  validFrom: Date;

  @Column('timestamptz', { nullable: true })
  validTo: Date | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('text')
  createdBy: string;
}
