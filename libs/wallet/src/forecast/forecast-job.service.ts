import { Injectable } from '@nestjs/common';
import { DueReader, Jobs, UnitOfWork, type DuePair, type JobTally } from '@purser/platform';
import { Forecasts } from './forecasts.service.js';

const PAGE_ROWS = 500;
/** Organizations at a time: their transactions wait for the database, not for each other. */
const LANES = 4;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Computes the day's forecast of every wallet, each in its own organization's transaction. */
@Injectable()
export class ForecastJob {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueReader,
    private readonly jobs: Jobs,
    private readonly forecasts: Forecasts,
  ) {}

  /** One that fails stops no other; what another instance has done is left as it is. */
  async computeAll(job: string, now: Date, tally: JobTally): Promise<void> {
    for (let after = BEFORE_ALL; ;) {
      const pairs = await this.due.pairs(
        `SELECT organization_id, id FROM organization_token_wallets
          WHERE organization_id > $1 ORDER BY organization_id LIMIT $2`,
        [after, PAGE_ROWS],
      );
      await Promise.all(
        lanesOf(pairs).map((lane) =>
          this.jobs.each(job, tally, lane, ({ organizationId }) =>
            this.unitOfWork.run(organizationId, (tx) => this.forecasts.computeDaily(tx, now)),
          ),
        ),
      );
      const last = pairs.at(-1);
      if (!last || pairs.length < PAGE_ROWS) return;
      after = last.organizationId;
    }
  }
}

function lanesOf(pairs: readonly DuePair[]): DuePair[][] {
  return Array.from({ length: LANES }, (_, lane) =>
    pairs.filter((_pair, index) => index % LANES === lane),
  );
}
