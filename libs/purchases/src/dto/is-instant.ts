import { Optional } from '@purser/platform';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

const isInstant = (value: unknown): boolean =>
  typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value));

/** An optional query field: an ISO 8601 day (UTC midnight) or instant with its offset. */
export const OptionalInstant = (description: string) =>
  applyDecorators(
    Optional(),
    ValidateBy({
      name: 'isInstant',
      validator: {
        validate: isInstant,
        defaultMessage: () => 'must be an ISO 8601 day or instant, such as 2026-11-01T00:00:00Z',
      },
    }),
    ApiPropertyOptional({ type: 'string', description, examples: ['2026-11-01T00:00:00Z'] }),
  );
