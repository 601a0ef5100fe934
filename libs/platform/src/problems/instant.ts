import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { Optional } from './optional.js';

const INSTANT = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/**
 * Whether `value` is an ISO 8601 day (UTC midnight) or an instant with its offset, and one that the
 * calendar has: February 30 is none.
 */
export function isInstant(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const day = INSTANT.exec(value)?.[1];
  if (day === undefined || Number.isNaN(Date.parse(value))) return false;
  return new Date(day).toISOString().startsWith(day);
}

/** A DTO field holding an instant, for example `2026-11-01T00:00:00Z`. */
export const IsInstant = () =>
  ValidateBy({
    name: 'isInstant',
    validator: {
      validate: isInstant,
      defaultMessage: () => 'must be an ISO 8601 day or instant, such as 2026-11-01T00:00:00Z',
    },
  });

/** A query field that may name an instant; `description` says what it bounds. */
export const OptionalInstant = (description: string) =>
  applyDecorators(
    Optional(),
    IsInstant(),
    ApiPropertyOptional({ type: 'string', description, example: '2026-11-01T00:00:00Z' }),
  );
