import { Optional } from '@purser/platform';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';

const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

const OptionalInstant = (description: string) =>
  applyDecorators(
    Optional(),
    ValidateBy({
      name: 'isInstant',
      validator: {
        validate: (value: unknown) =>
          typeof value === 'string' && INSTANT.test(value) && !Number.isNaN(Date.parse(value)),
        defaultMessage: () => 'must be an ISO 8601 day or instant, such as 2026-11-01T00:00:00Z',
      },
    }),
    ApiPropertyOptional({ type: 'string', description, example: '2026-11-01T00:00:00Z' }),
  );

/** From when until when a report looks. */
export class PeriodQuery {
  @OptionalInstant('First instant of the period; 30 days before `to` where left out.')
  from?: string;

  @OptionalInstant('End of the period, exclusive; the present where left out.')
  to?: string;
}
