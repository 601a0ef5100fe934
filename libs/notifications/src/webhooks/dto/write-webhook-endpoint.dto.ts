import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { SUBSCRIBABLE_EVENT_TYPES } from '@purser/contracts';
import { Optional } from '@purser/platform';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

const LONGEST_URL = 2_048;
const LONGEST_DESCRIPTION = 200;
const CHOICES = ['*', ...SUBSCRIBABLE_EVENT_TYPES];
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;
const NO_CONTROLS = /^[^\p{Cc}\p{Surrogate}]*$/u;

const UrlField = () =>
  applyDecorators(
    IsString(),
    MaxLength(LONGEST_URL),
    Matches(VISIBLE_ASCII, { message: 'must be a URL' }),
    ApiProperty({
      type: 'string',
      minLength: 1,
      maxLength: LONGEST_URL,
      examples: ['https://example.com/purser'],
      description: 'Where to send events: https, a public address, no name or password in it.',
    }),
  );

const TypesRules = () =>
  applyDecorators(
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(CHOICES.length),
    ArrayUnique(),
    IsIn(CHOICES, { each: true, message: 'must be event types, or * for all' }),
  );

const TYPES_SCHEMA = {
  type: 'array',
  minItems: 1,
  maxItems: CHOICES.length,
  uniqueItems: true,
  items: { type: 'string', enum: CHOICES },
} as const;

const DescriptionRules = () =>
  applyDecorators(
    IsString(),
    MaxLength(LONGEST_DESCRIPTION),
    Matches(NO_CONTROLS, { message: 'must be one line of text' }),
  );

export class CreateWebhookEndpointDto {
  @UrlField()
  url: string;

  /** Left out: all. */
  @Optional()
  @TypesRules()
  @ApiPropertyOptional({ ...TYPES_SCHEMA, default: ['*'] })
  types?: string[];

  @Optional()
  @DescriptionRules()
  @ApiPropertyOptional({ type: 'string', maxLength: LONGEST_DESCRIPTION, default: '' })
  description?: string;

  @Optional()
  @IsBoolean()
  @ApiPropertyOptional({ type: 'boolean', default: true })
  enabled?: boolean;
}

export class ChangeWebhookEndpointDto {
  @UrlField()
  url: string;

  @TypesRules()
  @ApiProperty(TYPES_SCHEMA)
  types: string[];

  @DescriptionRules()
  @ApiProperty({ type: 'string', maxLength: LONGEST_DESCRIPTION })
  description: string;

  /** Enabling clears why it was disabled; what happened meanwhile is in the feed. */
  @IsBoolean()
  @ApiProperty({ type: 'boolean' })
  enabled: boolean;
}

const LONGEST_OVERLAP_HOURS = 168;

export class RotateWebhookSecretDto {
  /** How long the secret before signs too; 0 = not at all, for a secret that leaked. */
  @Optional()
  @IsInt()
  @Min(0)
  @Max(LONGEST_OVERLAP_HOURS)
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: LONGEST_OVERLAP_HOURS,
    default: 24,
  })
  overlapHours?: number;
}
