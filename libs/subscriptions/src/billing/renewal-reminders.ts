import { Injectable } from '@nestjs/common';
import { Pricing } from '@purser/packages';
import {
  Clock,
  DueRows,
  newId,
  Outbox,
  UnitOfWork,
  type JobTally,
  type Tx,
} from '@purser/platform';
import { RENEWAL_REMINDER_DAYS } from '../periods/reminder-times.js';
import { sellableQuote } from '../sellable-quote.js';
import { SubscriptionJournal } from '../subscription-journal.js';
import { SubscriptionReminder } from '../subscription-reminder.entity.js';
import { SubscriptionRenewalDue } from '../subscriptions.events.js';

/** Tells of renewals three days ahead, at nine in the morning where the organization is. */
@Injectable()
export class RenewalReminders {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly dueRows: DueRows,
    private readonly journal: SubscriptionJournal,
    private readonly pricing: Pricing,
    private readonly outbox: Outbox,
  ) {}

  /** Sends every reminder that is due at `now`, once per period. */
  sendDue(name: string, now: Date, tally: JobTally): Promise<void> {
    return this.dueRows.each(
      { name, now, tally },
      { table: 'token_subscriptions', column: 'reminder_at', where: `status = 'active'` },
      ({ organizationId, id }) => this.unitOfWork.run(organizationId, (tx) => this.send(tx, id)),
    );
  }

  private async send(tx: Tx, id: string): Promise<void> {
    const subscription = await this.journal.lock(tx, id);
    const { organizationId, status, reminderAt, nextChargeAt, nextPeriod } = subscription;
    const now = this.clock.now();
    if (status !== 'active' || reminderAt === null || reminderAt > now) return;
    await this.journal.note(tx, subscription, { reminderAt: null }, now);
    // After an outage the charge may have come first: then there is nothing to announce.
    if (nextChargeAt === null || nextChargeAt <= now) return;
    const daysLeft = RENEWAL_REMINDER_DAYS;
    const reminder = { organizationId, subscriptionId: id, period: nextPeriod, daysLeft };
    const kind = 'renewal' as const;
    if (await tx.existsBy(SubscriptionReminder, { ...reminder, kind })) return;
    await tx.insert(SubscriptionReminder, { ...reminder, kind, id: newId(now), at: now });
    const packageId = subscription.nextPackageId ?? subscription.packageId;
    const chargeAt = nextChargeAt.toISOString();
    const notOffered = (await sellableQuote(tx, this.pricing, packageId, now)) === null;
    const told = { ...reminder, packageId, chargeAt, notOffered };
    await this.outbox.append(tx, new SubscriptionRenewalDue(told));
  }
}
