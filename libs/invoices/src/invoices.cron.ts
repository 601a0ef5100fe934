import { Injectable } from '@nestjs/common';
import { Cron, CronExpression } from '@nestjs/schedule';
import { Jobs, NextDue, type JobRun } from '@purser/platform';
import { NUMBERING_JOB, SellerNumbering } from './seller-numbers/seller-numbering.service.js';

const DOCUMENT_WAITS = `SELECT issued_at AS at FROM seller_number_queue
  WHERE issued_at > $1 ORDER BY issued_at LIMIT 1`;

/** Numbers documents in the series of their seller, where there is one. */
@Injectable()
export class InvoicesCron {
  constructor(
    private readonly jobs: Jobs,
    private readonly numbering: SellerNumbering,
  ) {}

  @NextDue(DOCUMENT_WAITS)
  @Cron(CronExpression.EVERY_MINUTE, { name: NUMBERING_JOB, waitForCompletion: true })
  numberInvoices(): Promise<JobRun> {
    return this.jobs.run(NUMBERING_JOB, (_now, tally) => this.numbering.numberDue(tally));
  }
}
