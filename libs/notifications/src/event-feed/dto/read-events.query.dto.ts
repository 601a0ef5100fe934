import { ApiPropertyOptional } from '@nestjs/swagger';
import { SUBSCRIBABLE_EVENT_TYPES, type EventType } from '@purser/contracts';
import { Optional } from '@purser/platform';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsIn,
  IsInt,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

const MOST = 200;

/** What to read of the feed. */
export class ReadEventsQuery {
  /** The caller's only membership where left out. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;

  /** `cursor` of the answer before; left out = from the oldest event that is kept. */
  @Optional()
  @IsString()
  @MaxLength(500)
  @ApiPropertyOptional({ type: 'string', maxLength: 500 })
  after?: string;

  /** How many events, 1 to 200. */
  @Optional()
  @Type(() => Number)
  @IsInt({ message: 'must be a whole number' })
  @Min(1)
  @Max(MOST)
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST, default: 50 })
  limit: number = 50;

  /** Only these types: said again for each, or separated by commas. */
  @Optional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? value.split(',').map((type) => type.trim()) : value,
  )
  @ArrayMinSize(1)
  @ArrayMaxSize(SUBSCRIBABLE_EVENT_TYPES.length)
  @IsIn(SUBSCRIBABLE_EVENT_TYPES, { each: true, message: 'must be event types' })
  @ApiPropertyOptional({ type: [String], enum: SUBSCRIBABLE_EVENT_TYPES })
  types?: EventType[];
}
