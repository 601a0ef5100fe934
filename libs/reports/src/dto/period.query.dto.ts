import { OptionalInstant } from '@purser/platform';

/** From when until when a report looks. */
export class PeriodQuery {
  @OptionalInstant('First instant of the period; 30 days before `to` where left out.')
  from?: string;

  @OptionalInstant('End of the period, exclusive; the present where left out.')
  to?: string;
}
