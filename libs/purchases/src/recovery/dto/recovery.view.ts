import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type {
  PurchaseType,
  RecoveryPaymentView,
  RecoveryStatus,
  RecoveryView,
} from '@purser/contracts';
import { QuotePriceDto } from '@purser/platform';
import { PURCHASE_TYPES } from '../../purchase-status.js';

/** The card that asked for its holder. */
export class RecoveryCardDto {
  @ApiProperty({ type: 'string' })
  brand: string;

  @ApiProperty({ type: 'string' })
  last4: string;
}

/** What is to be paid by a recovery link. */
export class RecoveryDto implements RecoveryView {
  @ApiProperty({ type: 'string', enum: ['open', 'requires_action', 'processing'] })
  status: RecoveryStatus;

  @ApiProperty({ type: 'string' })
  organizationName: string;

  @ApiProperty({ type: 'string', enum: PURCHASE_TYPES })
  type: PurchaseType;

  /** The package's name, or "Custom amount". */
  @ApiProperty({ type: 'string' })
  label: string;

  @ApiProperty({ type: 'integer', format: 'int64' })
  tokens: number;

  @ApiProperty({ type: 'integer', format: 'int64' })
  bonusTokens: number;

  @ApiProperty({ type: QuotePriceDto })
  price: QuotePriceDto;

  @ApiProperty({ type: RecoveryCardDto, nullable: true })
  card: RecoveryCardDto | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  expiresAt: string;
}

/** What became of paying by a recovery link. */
export class RecoveryPaymentDto implements RecoveryPaymentView {
  @ApiProperty({ type: 'string', enum: ['completed', 'requires_action'] })
  status: 'completed' | 'requires_action';

  /** Only while `requires_action`: authenticate with it, then complete again. */
  @ApiPropertyOptional({ type: 'string' })
  clientSecret?: string;

  @ApiPropertyOptional({ type: 'string' })
  invoiceNumber?: string;
}
