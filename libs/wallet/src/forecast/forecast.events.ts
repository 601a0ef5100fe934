import type { ForecastStatus } from '@purser/contracts';
import type { DomainEvent } from '@purser/platform';

/** The forecast of an organization's local day is stored: marks that rest on runway may move. */
export class ForecastComputed implements DomainEvent {
  static readonly eventName = 'wallet.forecast-computed';
  static readonly isInternal = true;
  readonly organizationId: string;
  /** `YYYY-MM-DD` in the organization's zone. */
  readonly localDate: string;
  readonly status: ForecastStatus;
  constructor(fields: ForecastComputed) {
    Object.assign(this, fields);
  }
}
