import { Injectable } from '@nestjs/common';
import { DueRows, UnitOfWork, type JobTally } from '@purser/platform';
import { Forecasts } from './forecasts.service.js';

/**
 * Wallets that were used within what forecasts look back on, and those that have moved since shortly
 * before their last forecast, whose day may not have been over. Any other's would say the same again:
 * nothing was ever used.
 */
const USED = `SELECT w.organization_id, w.id FROM organization_token_wallets w
  WHERE w.seq > 0 AND w.organization_id > $1
    AND (EXISTS (SELECT FROM token_usage_days d WHERE d.organization_id = w.organization_id)
      OR w.last_at >= coalesce(
        (SELECT max(f.computed_at) - interval '2 days' FROM token_usage_forecasts f
          WHERE f.organization_id = w.organization_id), '-infinity'))
  ORDER BY w.organization_id LIMIT $2`;

/** Computes the day's forecast of every wallet, each in its own organization's transaction. */
@Injectable()
export class ForecastJob {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueRows,
    private readonly forecasts: Forecasts,
  ) {}

  /** One that fails stops no other; what another instance has done is left as it is. */
  computeAll(job: string, now: Date, tally: JobTally): Promise<void> {
    return this.due.eachFound({ name: job, tally }, USED, [], ({ organizationId }) =>
      this.unitOfWork.run(organizationId, (tx) => this.forecasts.computeDaily(tx, now)),
    );
  }
}
