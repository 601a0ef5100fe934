import { Injectable } from '@nestjs/common';
import {
  Clock,
  DueRows,
  newId,
  Outbox,
  UnitOfWork,
  type Actor,
  type JobTally,
  type Tx,
} from '@purser/platform';
import { PurchaseStateConflict, Purchases } from '@purser/purchases';
import { Wallets } from '@purser/wallet';
import { graceDaysLeft, nextGraceReminder } from '../periods/reminder-times.js';
import { SubscriptionJournal } from '../subscription-journal.js';
import { SubscriptionReminder } from '../subscription-reminder.entity.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionGraceEnding } from '../subscriptions.events.js';
import { CalledOffPeriods } from './called-off-periods.js';
import { PeriodOutcomes } from './period-outcomes.js';

const SUSPENSION_REASON =
  'The subscription was not paid until its grace period ended. Any payment lifts this.';

/** What becomes of subscriptions whose charge was declined: reminders, and in the end the end. */
@Injectable()
export class GracePeriods {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly dueRows: DueRows,
    private readonly journal: SubscriptionJournal,
    private readonly outcomes: PeriodOutcomes,
    private readonly calledOff: CalledOffPeriods,
    private readonly purchases: Purchases,
    private readonly wallets: Wallets,
    private readonly outbox: Outbox,
  ) {}

  /** Reminds of every grace that ends soon and ends every one that is over at `now`. */
  async processDue(name: string, now: Date, tally: JobTally, actor: Actor): Promise<void> {
    const job = { name, now, tally };
    const table = 'token_subscriptions';
    const where = `status = 'past_due'`;
    await this.dueRows.each(
      job,
      { table, column: 'grace_ends_at', where },
      ({ organizationId, id }) => this.end(organizationId, id, actor),
    );
    await this.dueRows.each(
      job,
      { table, column: 'reminder_at', where },
      async ({ organizationId, id }) => {
        await this.makePayable(organizationId, id, actor);
        await this.unitOfWork.run(organizationId, (tx) => this.remind(tx, id));
      },
    );
  }

  /** Cancels, and suspends the wallet, unless the payment came through after all. */
  private async end(organizationId: string, id: string, actor: Actor): Promise<void> {
    const open = await this.unitOfWork.read(organizationId, (tx) =>
      this.journal.openPeriod(tx, id),
    );
    const purchaseId = open?.purchaseId ?? null;
    if (purchaseId !== null && !(await this.callOff(organizationId, purchaseId, actor))) return;
    await this.unitOfWork.run(organizationId, async (tx) => {
      const subscription = await this.journal.lock(tx, id);
      const at = this.clock.now();
      if (!isGraceOver(subscription, at)) return;
      await this.journal.cancel(tx, subscription, 'grace_ended', { actor, at });
      await this.wallets.suspend(tx, 'dunning', SUSPENSION_REASON, actor, at);
    });
  }

  /** Makes sure that the purchase is not paid from here on; false where it is, or may be. */
  private async callOff(
    organizationId: string,
    purchaseId: string,
    actor: Actor,
  ): Promise<boolean> {
    try {
      await this.purchases.cancel(organizationId, purchaseId, actor);
      return true;
    } catch (error) {
      if (!(error instanceof PurchaseStateConflict)) throw error;
    }
    const { completedAt } = await this.purchases.get(organizationId, purchaseId);
    if (completedAt !== undefined) await this.outcomes.paid(organizationId, purchaseId, actor);
    return false;
  }

  /** What people are reminded of is there to be paid, even where news of its end went unused. */
  private async makePayable(organizationId: string, id: string, actor: Actor): Promise<void> {
    const open = await this.unitOfWork.read(organizationId, (tx) =>
      this.journal.openPeriod(tx, id),
    );
    const isLeftToPeople = open?.status === 'declined' && open.nextAttemptAt === null;
    if (!isLeftToPeople || open.purchaseId === null) return;
    await this.calledOff.catchUp(organizationId, open.purchaseId, actor);
  }

  private async remind(tx: Tx, id: string): Promise<void> {
    const subscription = await this.journal.lock(tx, id);
    const { organizationId, status, reminderAt, graceEndsAt, timeZone } = subscription;
    const now = this.clock.now();
    if (status !== 'past_due' || graceEndsAt === null) return;
    if (reminderAt === null || reminderAt > now) return;
    const open = await this.journal.openPeriod(tx, id);
    const daysLeft = graceDaysLeft(graceEndsAt, timeZone, now);
    if (open && daysLeft !== null) {
      const { period } = open;
      const reminder = { organizationId, subscriptionId: id, period, daysLeft };
      const kind = 'grace' as const;
      if (!(await tx.existsBy(SubscriptionReminder, { ...reminder, kind }))) {
        await tx.insert(SubscriptionReminder, { ...reminder, kind, id: newId(now), at: now });
        await this.outbox.append(
          tx,
          new SubscriptionGraceEnding({
            ...reminder,
            purchaseId: open.purchaseId ?? '',
            graceEndsAt: graceEndsAt.toISOString(),
          }),
        );
      }
    }
    const next = nextGraceReminder(graceEndsAt, timeZone, now);
    await this.journal.note(tx, subscription, { reminderAt: next?.at ?? null }, now);
  }
}

const isGraceOver = ({ status, graceEndsAt }: Subscription, at: Date): boolean =>
  status === 'past_due' && graceEndsAt !== null && graceEndsAt <= at;
