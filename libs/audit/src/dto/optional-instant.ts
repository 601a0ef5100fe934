import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Optional, IsInstant } from '@purser/platform';

/** An optional query field holding an instant, for example `2026-11-01T00:00:00Z`. */
export const OptionalInstant = (description: string) =>
  applyDecorators(
    Optional(),
    IsInstant(),
    ApiPropertyOptional({ type: 'string', description, example: '2026-11-01T00:00:00Z' }),
  );
