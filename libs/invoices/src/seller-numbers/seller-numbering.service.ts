import { Inject, Injectable } from '@nestjs/common';
import {
  Clock,
  CONFIG,
  DueReader,
  Jobs,
  UnitOfWork,
  type JobTally,
  type PurserConfig,
  type Tx,
} from '@purser/platform';
import { In } from 'typeorm';
import { Invoice } from '../invoice.entity.js';
import { printedNumber, seriesOf } from '../numbering.js';
import { SellerNumberQueue } from './seller-number-queue.entity.js';
import { SellerNumber } from './seller-number.entity.js';

export const NUMBERING_JOB = 'numberInvoices';

const PAGE_ROWS = 200;
const OLDEST = `SELECT organization_id, id FROM seller_number_queue
  WHERE id <> ALL ($1) ORDER BY issued_at, id LIMIT $2`;

/**
 * One series of numbers for each seller, where `INVOICE_SERIES=seller`. A settlement only queues its
 * document; the numberer gives the numbers afterwards, so no organization waits for another. Whoever
 * reads a document before has it numbered first: nobody sees one without its number.
 */
@Injectable()
export class SellerNumbering {
  private readonly isOn: boolean;

  constructor(
    @Inject(CONFIG) config: PurserConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly due: DueReader,
    private readonly jobs: Jobs,
  ) {
    this.isOn = config.INVOICE_SERIES === 'seller';
  }

  /** Queues a document that is issued in `tx`. */
  async queue(tx: Tx, id: string, issuedAt: Date): Promise<void> {
    if (!this.isOn) return;
    const { organizationId } = tx;
    await tx.insert(SellerNumberQueue, { organizationId, id, issuedAt });
  }

  /** Gives every document that waits its number, the oldest first, each in its own transaction. */
  async numberDue(tally: JobTally): Promise<void> {
    const failed: string[] = [];
    for (;;) {
      const pairs = await this.due.pairs(OLDEST, [failed, PAGE_ROWS]);
      for (const pair of pairs) {
        const errors = tally.errors;
        // One after the other: numbers follow the order in which documents were issued.
        await this.jobs.each(NUMBERING_JOB, tally, [pair], ({ organizationId, id }) =>
          this.unitOfWork.run(organizationId, (tx) => this.number(tx, id)),
        );
        if (tally.errors > errors) failed.push(pair.id);
      }
      if (pairs.length < PAGE_ROWS) return;
    }
  }

  /** Numbers what waits of one organization: of these documents, or of all. */
  async numberOwn(organizationId: string, ids?: readonly string[]): Promise<void> {
    if (!this.isOn) return;
    const waiting = await this.unitOfWork.read(organizationId, (tx) =>
      tx.find(SellerNumberQueue, {
        where: { organizationId, ...(ids && { id: In([...ids]) }) },
        order: { issuedAt: 'ASC', id: 'ASC' },
      }),
    );
    for (const { id } of waiting) {
      await this.unitOfWork.run(organizationId, (tx) => this.number(tx, id));
    }
  }

  /** The numbers that documents have in their seller's series, by document. */
  async numbersOf(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { organizationId } = tx;
    const rows = await tx.findBy(SellerNumber, { organizationId, id: In([...ids]) });
    return new Map(rows.map(({ id, number }) => [id, number]));
  }

  /** Takes the next number for a document, once: whoever comes second finds it out of the queue. */
  private async number(tx: Tx, id: string): Promise<void> {
    const { organizationId } = tx;
    const waiting = await tx.findOne(SellerNumberQueue, {
      where: { organizationId, id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!waiting) return;
    const document = await tx.findOneByOrFail(Invoice, { organizationId, id });
    const { name: seller, country } = document.seller;
    const series = `${country}-${seriesOf(document.kind, document.issuedAt, 'UTC')}`;
    // Locked until the transaction ends: a rollback gives the number back, so there is no gap.
    const [row] = await tx.query<{ series_number: number }[]>(
      `INSERT INTO seller_series (seller, series, next_number) VALUES ($1, $2, 2)
       ON CONFLICT (seller, series)
       DO UPDATE SET next_number = seller_series.next_number + 1
       RETURNING next_number - 1 AS series_number`,
      [seller, series],
    );
    if (!row) throw new Error('The series gave no number');
    const seriesNumber = row.series_number;
    const number = printedNumber(series, seriesNumber);
    const numberedAt = this.clock.now();
    const given = { organizationId, id, seller, series, seriesNumber, number, numberedAt };
    await tx.insert(SellerNumber, given);
    await tx.delete(SellerNumberQueue, { organizationId, id });
  }
}
