import { Optional } from '@purser/platform';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { BooksCheckView as BooksCheckWire, BooksView as BooksWire } from '@purser/contracts';
import { IsString } from 'class-validator';

export class BooksQuery {
  /** The caller's only membership where left out. */
  @Optional()
  @IsString()
  @ApiPropertyOptional({ type: 'string', format: 'uuid' })
  organizationId?: string;
}

/** One thing that must be equal. */
export class BooksCheckView implements BooksCheckWire {
  @ApiProperty({ type: 'string', examples: ['entries-equal-balance'] })
  name: string;

  @ApiProperty({ type: 'boolean' })
  ok: boolean;

  /** The figures compared, or the first differences. */
  @ApiProperty({ type: 'string' })
  detail: string;
}

/** Whether the books of an organization agree, on one snapshot. */
export class BooksView implements BooksWire {
  @ApiProperty({ type: 'string', format: 'uuid' })
  organizationId: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  asOf: string;

  @ApiProperty({ type: 'boolean' })
  balanced: boolean;

  @ApiProperty({ type: [BooksCheckView] })
  checks: BooksCheckView[];
}
