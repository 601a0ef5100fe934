import { Injectable } from '@nestjs/common';
import { DueRows, systemActor, UnitOfWork, type JobTally } from '@purser/platform';
import { isExpired } from '../books/burn-order.js';
import { LedgerWriter } from '../books/ledger-writer.js';
import { expireLot } from './expire-lot.js';

/** Books what time did by itself. Debits look at time themselves and never wait for this. */
@Injectable()
export class Expiry {
  constructor(
    private readonly due: DueRows,
    private readonly unitOfWork: UnitOfWork,
    private readonly ledger: LedgerWriter,
  ) {}

  /** Books the remainder of each expired lot; one with held or frozen tokens waits. */
  async bookExpiredLots(now: Date, tally: JobTally): Promise<void> {
    const job = 'processTokenExpiration';
    // A lot whose last hold has just ended is to be found by the look-up below.
    await this.releaseExpiredHolds(now, tally, job);
    const lots = {
      table: 'token_lots',
      column: 'expires_at',
      where: 'closed_at IS NULL AND held = 0 AND frozen = 0',
    };
    await this.due.each({ name: job, tally, now }, lots, ({ organizationId, id }) =>
      this.unitOfWork.run(organizationId, (tx) =>
        this.ledger.change(
          tx,
          now,
          (books) => {
            const lot = books.lot(id);
            if (lot.closedAt !== null || !isExpired(lot, books.at)) return;
            if (lot.held > 0n || lot.frozen > 0n) return;
            expireLot(books, lot, systemActor(job));
            lot.closedAt = books.at;
          },
          [id],
        ),
      ),
    );
  }

  /** Books holds past their TTL as expired; opening the books of a wallet does it. */
  async releaseExpiredHolds(
    now: Date,
    tally: JobTally,
    job = 'releaseExpiredHolds',
  ): Promise<void> {
    const holds = { table: 'token_holds', column: 'expires_at', where: `status = 'open'` };
    await this.due.each({ name: job, tally, now }, holds, ({ organizationId }) =>
      this.unitOfWork.run(organizationId, (tx) => this.ledger.change(tx, now, () => undefined)),
    );
  }
}
