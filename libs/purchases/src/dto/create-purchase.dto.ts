import { Optional } from '@purser/platform';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { CUSTOM_TOKENS, MAX_QUANTITY } from '@purser/packages';
import { IsInt, IsString, Length, Max, Min } from 'class-validator';

const LEAST_CUSTOM = Number(CUSTOM_TOKENS.least);
const MOST_CUSTOM = Number(CUSTOM_TOKENS.most);
const RANGE = `must be from ${LEAST_CUSTOM} to ${MOST_CUSTOM}`;

/** What to buy: `packageId` (with `quantity`) or `customTokens`. */
export class CreatePurchaseDto {
  /** Left out: the caller's only organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;

  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  packageId?: string;

  /** How many of the package; 1 unless given. */
  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MAX_QUANTITY)
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_QUANTITY })
  quantity?: number;

  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(LEAST_CUSTOM, { message: RANGE })
  @Max(MOST_CUSTOM, { message: RANGE })
  @ApiPropertyOptional({
    type: 'integer',
    format: 'int64',
    minimum: LEAST_CUSTOM,
    maximum: MOST_CUSTOM,
  })
  customTokens?: number;

  /** Ours or the payment provider's; paying may name another. */
  @Optional()
  @IsString()
  @Length(1, 255)
  @ApiPropertyOptional({ type: 'string', minLength: 1, maxLength: 255 })
  paymentMethodId?: string;
}
