import { ApiProperty } from '@nestjs/swagger';
import type { OrganizationPriceView } from '@purser/contracts';
import { money, MoneyDto } from '@purser/platform';
import { perThousandDecimal } from '../custom-price.js';
import type { OrganizationPrice } from '../organization-price.entity.js';

/** A price agreed with an organization. */
export class OrganizationPriceDto implements OrganizationPriceView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  /** Null = a price for custom amounts. */
  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  packageId: string | null;

  @ApiProperty({ type: 'string', minLength: 3, maxLength: 3 })
  currency: string;

  /** Net price of one package; null for custom amounts. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  price: MoneyDto | null;

  /** Price of 1,000 tokens of a custom amount in major units; null for packages. */
  @ApiProperty({ type: 'string', nullable: true, examples: ['0.90'] })
  pricePerThousand: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  validFrom: string;

  /** Exclusive; null = until withdrawn. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  validTo: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: 'string' })
  createdBy: string;
}

/** The wire form of an agreed price. */
export function organizationPriceView(row: OrganizationPrice): OrganizationPriceDto {
  const { currency, amountMinor, perThousandMilliMinor } = row;
  return {
    id: row.id,
    organizationId: row.organizationId,
    packageId: row.packageId,
    currency,
    price: amountMinor === null ? null : money(amountMinor, currency),
    pricePerThousand:
      perThousandMilliMinor === null ? null : perThousandDecimal(perThousandMilliMinor, currency),
    validFrom: row.validFrom.toISOString(),
    validTo: row.validTo?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
  };
}
