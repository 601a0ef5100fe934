import { Optional } from '@purser/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsString, Max, Min } from 'class-validator';
import { CUSTOM_TOKENS } from '../custom-price.js';

export class CalculateCustomDto {
  /** May be left out by members of one organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;

  /** Tokens to buy. */
  @IsInt({ message: 'must be a whole number' })
  @Min(CUSTOM_TOKENS.least)
  @Max(CUSTOM_TOKENS.most)
  @ApiProperty({ type: 'integer', minimum: CUSTOM_TOKENS.least, maximum: CUSTOM_TOKENS.most })
  tokens: number;
}
