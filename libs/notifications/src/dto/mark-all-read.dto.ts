import { Optional } from '@purser/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';

export class MarkAllReadDto {
  /** The caller's only membership where left out. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}

export class MarkedReadView {
  /** How many notifications were unread. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  read: number;
}
