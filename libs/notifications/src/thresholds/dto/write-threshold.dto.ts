import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ThresholdChannel, ThresholdKind } from '@purser/contracts';
import { MAX_TOKENS, Optional } from '@purser/platform';
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Max,
  Min,
} from 'class-validator';
import { RecipientsField } from '../../recipients/dto/recipients-field.js';
import { THRESHOLD_CHANNELS, THRESHOLD_KINDS } from '../threshold-definition.js';

const MOST_BAND_PERCENT = 1_000;
const MOST_COOL_DOWN_MINUTES = 43_200;

/** A threshold: what is compared, and who is told. */
export class WriteThresholdDto {
  @IsIn(THRESHOLD_KINDS)
  @ApiProperty({ type: 'string', enum: THRESHOLD_KINDS })
  kind: ThresholdKind;

  /** Tokens, percent (1-100) of what was available after the last purchase, or days (1-3650). */
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MAX_TOKENS)
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1, maximum: MAX_TOKENS })
  value: number;

  @Optional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(THRESHOLD_CHANNELS, { each: true })
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'string', enum: [...THRESHOLD_CHANNELS] },
    minItems: 1,
    uniqueItems: true,
    default: ['email', 'in_app'],
  })
  channels?: ThresholdChannel[];

  /** Left out or empty: those of the topic `low-balance`. */
  @Optional()
  @RecipientsField({ required: false })
  recipients?: string[];

  /** Percent above the mark at which it is armed again. */
  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(0)
  @Max(MOST_BAND_PERCENT)
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: MOST_BAND_PERCENT, default: 10 })
  band?: number;

  /** How long after an alert it is not armed again. */
  @Optional()
  @IsInt({ message: 'must be a whole number' })
  @Min(0)
  @Max(MOST_COOL_DOWN_MINUTES)
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: MOST_COOL_DOWN_MINUTES, default: 0 })
  coolDownMinutes?: number;
}

/** A threshold that is added. */
export class CreateThresholdDto extends WriteThresholdDto {
  /** Left out: the caller's only organization. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}
