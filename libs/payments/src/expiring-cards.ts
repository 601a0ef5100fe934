import { Injectable } from '@nestjs/common';
import { DueReader, Jobs, Outbox, UnitOfWork, type JobTally } from '@purser/platform';
import { IsNull } from 'typeorm';
import { EXPIRING_DAYS } from './card-expiry.js';
import { PaymentMethod } from './payment-method.entity.js';
import { PaymentMethodExpiring } from './payments.events.js';

const PAGE_ROWS = 500;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';
const DAY_MS = 86_400_000;
/** A card is good until the month after its last one begins, in UTC. */
const DUE = `SELECT organization_id, id FROM payment_methods
  WHERE removed_at IS NULL AND warned_at IS NULL AND (exp_year, exp_month) < ($1::int, $2::int)
    AND id > $3 ORDER BY id LIMIT $4`;

/** Tells once of each kept card that it stops being good. */
@Injectable()
export class ExpiringCards {
  constructor(
    private readonly due: DueReader,
    private readonly jobs: Jobs,
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  async warn(job: string, now: Date, tally: JobTally): Promise<void> {
    const until = new Date(now.getTime() + EXPIRING_DAYS * DAY_MS);
    // A card whose last month ends by then: its month is before the month of `until`.
    const month = [until.getUTCFullYear(), until.getUTCMonth() + 1];
    for (let after = BEFORE_ALL; ;) {
      const pairs = await this.due.pairs(DUE, [...month, after, PAGE_ROWS]);
      await this.jobs.each(job, tally, pairs, ({ organizationId, id }) =>
        this.warnOf(organizationId, id, now),
      );
      const last = pairs.at(-1);
      if (!last || pairs.length < PAGE_ROWS) return;
      after = last.id;
    }
  }

  private warnOf(organizationId: string, id: string, at: Date): Promise<void> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const unwarned = { organizationId, id, warnedAt: IsNull(), removedAt: IsNull() };
      const warned = await tx.update(PaymentMethod, unwarned, { warnedAt: at });
      if (warned.affected !== 1) return;
      const card = await tx.findOneByOrFail(PaymentMethod, { organizationId, id });
      const { brand, last4, expMonth, expYear, isDefault } = card;
      const stated = { brand, last4, expMonth, expYear, isDefault };
      await this.outbox.append(
        tx,
        new PaymentMethodExpiring({ organizationId, paymentMethodId: id, ...stated }),
      );
    });
  }
}
