import { ApiProperty } from '@nestjs/swagger';
import type { CataloguePackageView } from '@purser/contracts';
import { money, MoneyDto } from '@purser/platform';
import type { CataloguePackage } from '../catalogue-definitions.js';

/** A package as staff see it, with every price. */
export class CataloguePackageDto implements CataloguePackageView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ type: 'string' })
  description: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  tokens: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  bonusTokens: number;

  @ApiProperty({ type: 'integer', nullable: true })
  validityDays: number | null;

  /** Whether it can be bought. */
  @ApiProperty({ type: 'boolean' })
  active: boolean;

  /** By currency. */
  @ApiProperty({ type: [MoneyDto] })
  prices: MoneyDto[];

  /** Counts changes; the ETag. */
  @ApiProperty({ type: 'integer' })
  version: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: 'string' })
  createdBy: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  updatedAt: string;

  @ApiProperty({ type: 'string' })
  updatedBy: string;
}

/** The wire form of a package of the catalogue. */
export function cataloguePackageView({ item, prices }: CataloguePackage): CataloguePackageDto {
  return {
    id: item.id,
    name: item.name,
    description: item.description,
    tokens: Number(item.tokens),
    bonusTokens: Number(item.bonusTokens),
    validityDays: item.validityDays,
    active: item.active,
    prices: prices.map((price) => money(price.amountMinor, price.currency)),
    version: item.version,
    createdAt: item.createdAt.toISOString(),
    createdBy: item.createdBy,
    updatedAt: item.updatedAt.toISOString(),
    updatedBy: item.updatedBy,
  };
}
