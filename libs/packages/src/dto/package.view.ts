import { ApiProperty } from '@nestjs/swagger';
import type { PackageView } from '@purser/contracts';
import { MoneyDto } from '@purser/platform';

/** A package as one organization is offered it. */
export class PackageDto implements PackageView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ type: 'string' })
  description: string;

  /** Paid tokens. */
  @ApiProperty({ type: 'integer', format: 'int64' })
  tokens: number;

  /** Free tokens on top. */
  @ApiProperty({ type: 'integer', format: 'int64' })
  bonusTokens: number;

  /** Net price, the organization's own where it has one. */
  @ApiProperty({ type: MoneyDto })
  price: MoneyDto;

  /** The catalogue price where `price` is the organization's own. */
  @ApiProperty({ type: MoneyDto, nullable: true })
  listPrice: MoneyDto | null;

  /** Days the tokens stay good after the purchase; null = they never expire. */
  @ApiProperty({ type: 'integer', nullable: true })
  validityDays: number | null;
}
