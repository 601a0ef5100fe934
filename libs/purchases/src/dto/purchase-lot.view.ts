import { ApiProperty } from '@nestjs/swagger';
import type { LotSource, LotView } from '@purser/contracts';
import { MoneyDto } from '@purser/platform';

/** A lot of tokens that a purchase granted, as it is at present. */
export class PurchaseLotDto implements LotView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({
    type: 'string',
    enum: ['purchase', 'bonus', 'subscription', 'auto_topup', 'adjustment', 'promotion'],
  })
  source: LotSource;

  @ApiProperty({ type: 'string' })
  label: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  granted: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  remaining: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  held: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  frozen: number;

  /** Lower burns first. */
  @ApiProperty({ type: 'integer' })
  priority: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  effectiveAt: string;

  /** Exclusive; null = never. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  expiresAt: string | null;

  @ApiProperty({ type: 'boolean' })
  expired: boolean;

  /** Net money paid for the whole lot; amount 0 = free. */
  @ApiProperty({ type: MoneyDto })
  cost: MoneyDto;

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  purchaseReferenceId: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;
}
