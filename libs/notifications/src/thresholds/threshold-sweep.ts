import { Injectable } from '@nestjs/common';
import { DueRows, type JobTally } from '@purser/platform';
import { leastAvailable } from '@purser/wallet';
import { ThresholdEvaluation } from './threshold-evaluation.js';

/**
 * Thresholds whose wallet is on the other side of their mark, whose marks are to be counted anew, or
 * that may have recovered by time alone: the parts of a wallet are as of its last change. The end of a
 * cool-down is looked at once.
 */
const DUE = `SELECT t.organization_id, min(t.id::text)::uuid AS id
    FROM low_balance_notifications t
    JOIN organization_token_wallets w ON w.organization_id = t.organization_id
   WHERE t.organization_id > $1 AND w.organization_id > $1
     AND (t.refresh_at <= $3
       OR (t.state = 'armed' AND ${leastAvailable('w', '$3::timestamptz')} < t.mark_tokens)
       OR (t.state = 'fired' AND t.cool_down_until <= $3)
       OR (t.state = 'fired' AND t.cool_down_until IS NULL
         AND (w.balance - w.held - w.frozen - w.expired >= t.rearm_tokens
           OR w.next_change_at <= $3)))
   GROUP BY t.organization_id ORDER BY t.organization_id LIMIT $2`;

/** The safety net below the events: finds every threshold that is due, across organizations. */
@Injectable()
export class ThresholdSweep {
  constructor(
    private readonly due: DueRows,
    private readonly evaluation: ThresholdEvaluation,
  ) {}

  /** Looks once at each organization with a threshold that is due at `now`. */
  check(job: string, now: Date, tally: JobTally): Promise<void> {
    return this.due.eachFound({ name: job, tally }, DUE, [now], ({ organizationId }) =>
      this.evaluation.evaluate(organizationId),
    );
  }
}
