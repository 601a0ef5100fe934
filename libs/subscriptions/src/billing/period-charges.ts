import { Injectable } from '@nestjs/common';
import type { PurchaseDetailView, PurchaseEventView } from '@purser/contracts';
import {
  CARD_ATTEMPTS_USED_UP,
  CardAttempts,
  CardDeclined,
  declineClass,
  PaymentMethods,
  PaymentMethodUnusable,
  PaymentProviderUnavailable,
  PaymentRefused,
  type Decline,
} from '@purser/payments';
import { Clock, DueRows, NotFound, UnitOfWork, type Actor, type JobTally } from '@purser/platform';
import {
  PROVIDER_UNAVAILABLE,
  PurchaseInProgress,
  Purchases,
  PurchaseStateConflict,
} from '@purser/purchases';
import { isUnsellable } from '../is-unsellable.js';
import { SubscriptionJournal } from '../subscription-journal.js';
import type { Subscription } from '../subscription.entity.js';
import { SubscriptionPeriod } from '../subscription-period.entity.js';
import { CalledOffPeriods } from './called-off-periods.js';
import { FirstCharge } from './first-charge.js';
import { PeriodOutcomes, type ClaimedPeriod } from './period-outcomes.js';

/** How long a claimed charge is left to its process: longer than an attempt's own lease. */
const LEASE_MS = 5 * 60_000;
const IN_PROGRESS_WAIT_MS = 60_000;
const OUTAGE_WAIT_MS = 15 * 60_000;
const METHOD_UNUSABLE = 'payment_method_unusable';
const STARTED = 'payment_started';

type DeclineCodes = Pick<Decline, 'code' | 'declineCode'>;

interface Claim extends ClaimedPeriod {
  readonly subscription: Subscription;
  readonly period: SubscriptionPeriod;
  readonly purchaseId: string;
}

/** Charges open periods with the card holder absent. */
@Injectable()
export class PeriodCharges {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly dueRows: DueRows,
    private readonly journal: SubscriptionJournal,
    private readonly outcomes: PeriodOutcomes,
    private readonly firstCharge: FirstCharge,
    private readonly calledOff: CalledOffPeriods,
    private readonly purchases: Purchases,
    private readonly methods: PaymentMethods,
    private readonly cardAttempts: CardAttempts,
  ) {}

  /** Tries every charge whose time has come, each on its own. */
  retryDue(name: string, now: Date, tally: JobTally, actor: Actor): Promise<void> {
    return this.dueRows.each(
      { name, now, tally },
      { table: 'subscription_periods', column: 'next_attempt_at' },
      ({ organizationId, id }) => this.attempt(organizationId, id, actor),
    );
  }

  /**
   * Charges a period that is due, unless another process is at it; gives whether it is paid. A taken
   * slot and a provider's outage are waited for, and are no decline.
   */
  async attempt(organizationId: string, periodId: string, actor: Actor): Promise<boolean> {
    const claim = await this.claim(organizationId, periodId);
    if (!claim) return false;
    if (claim.subscription.status === 'incomplete') {
      await this.firstCharge.conclude(claim.subscription, claim, actor);
      return false;
    }
    const purchase = await this.purchases.get(organizationId, claim.purchaseId);
    if (purchase.completedAt !== undefined) return this.paid(claim, actor);
    const unrecorded = unrecordedDecline(purchase, claim.period);
    if (unrecorded) {
      // A crash kept it from being written down when it came.
      await this.record(claim, unrecorded, purchase, actor);
      return false;
    }
    if (purchase.status === 'canceled') return this.orderAgain(claim, actor);
    return this.charge(claim, actor);
  }

  private async charge(claim: Claim, actor: Actor): Promise<boolean> {
    const { organizationId, purchaseId, subscription } = claim;
    const methodId = subscription.paymentMethodId;
    try {
      const card = await this.methods.resolve(organizationId, methodId, actor);
      const now = this.clock.now();
      const freeAt = await this.cardAttempts.freeAt(card.fingerprint, now);
      if (freeAt > now) {
        await this.refuse(claim, CARD_ATTEMPTS_USED_UP, actor, freeAt);
        return false;
      }
      const payment = { methodId, presence: 'off_session' as const };
      const purchase = await this.purchases.execute(organizationId, purchaseId, payment, actor);
      if (purchase.completedAt !== undefined) return await this.paid(claim, actor);
      // A person is at the bank with it.
      await this.wait(claim, IN_PROGRESS_WAIT_MS);
    } catch (error) {
      await this.handleRefusal(claim, error, actor);
    }
    return false;
  }

  private async handleRefusal(claim: Claim, error: unknown, actor: Actor): Promise<void> {
    if (isRefusal(error)) {
      const purchase = await this.purchases.get(claim.organizationId, claim.purchaseId);
      // What a person tried meanwhile was answered instead: the card on file was not asked.
      if (!failedByPurser(purchase)) return this.wait(claim, IN_PROGRESS_WAIT_MS);
      const unusable = { code: METHOD_UNUSABLE, declineCode: null };
      const decline = error instanceof PaymentMethodUnusable ? unusable : error.decline;
      return this.record(claim, decline, purchase, actor);
    }
    if (error instanceof NotFound) return this.refuse(claim, METHOD_UNUSABLE, actor);
    if (error instanceof PaymentProviderUnavailable) return this.wait(claim, OUTAGE_WAIT_MS);
    const isWaiting = error instanceof PurchaseInProgress || error instanceof PurchaseStateConflict;
    if (isWaiting) return this.wait(claim, IN_PROGRESS_WAIT_MS);
    throw error;
  }

  /** Takes the charge for this process; null where it is not due, or not any more. */
  private claim(organizationId: string, periodId: string): Promise<Claim | null> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const known = await tx.findOneBy(SubscriptionPeriod, { organizationId, id: periodId });
      if (!known) return null;
      const subscription = await this.journal.lock(tx, known.subscriptionId);
      const period = await this.journal.lockPeriod(tx, periodId);
      const now = this.clock.now();
      const { purchaseId, nextAttemptAt } = period;
      if (purchaseId === null || nextAttemptAt === null || nextAttemptAt > now) return null;
      const leaseUntil = new Date(now.getTime() + LEASE_MS);
      const changes = { status: 'charging' as const, nextAttemptAt: leaseUntil };
      const claimed = await this.journal.changePeriod(tx, period, changes, now);
      return {
        organizationId,
        periodId,
        leaseUntil,
        paymentMethodId: subscription.paymentMethodId,
        subscription,
        // What the claim before this one left unfinished shows in the counts, not in the status.
        period: claimed,
        purchaseId,
      };
    });
  }

  private async paid(claim: Claim, actor: Actor): Promise<true> {
    await this.outcomes.paid(claim.organizationId, claim.purchaseId, actor);
    return true;
  }

  /** Refuses a charge that was not tried. */
  private async refuse(claim: Claim, code: string, actor: Actor, notBefore?: Date): Promise<void> {
    const purchase = await this.purchases.get(claim.organizationId, claim.purchaseId);
    await this.record(claim, { code, declineCode: null }, purchase, actor, notBefore);
  }

  private async record(
    claim: Claim,
    { code, declineCode }: DeclineCodes,
    purchase: PurchaseDetailView,
    actor: Actor,
    notBefore?: Date,
  ): Promise<void> {
    const refusal = {
      code: declineCode ?? code,
      declineClass: declineClass({ code, declineCode }),
      attempts: attemptsOf(purchase),
      ...(notBefore && { notBefore }),
    };
    await this.outcomes.declined(claim, refusal, actor);
    // Called off while the claim was held: whoever heard of that left it to this process.
    await this.calledOff.catchUp(claim.organizationId, claim.purchaseId, actor);
  }

  private wait(claim: Claim, milliseconds: number): Promise<void> {
    return this.outcomes.postpone(claim, new Date(this.clock.now().getTime() + milliseconds));
  }

  /** Somebody called the purchase off, but the period is still to be paid. */
  private async orderAgain(claim: Claim, actor: Actor): Promise<boolean> {
    const { organizationId, subscription, period } = claim;
    const reserved = await this.purchases.reserveId(organizationId);
    const item = { packageId: period.packageId, quantity: 1 };
    const order = { type: 'subscription' as const, item, methodId: subscription.paymentMethodId };
    try {
      const purchaseId = await this.outcomes.replacePurchase(claim, async (tx) => {
        await this.purchases.initializeIn(tx, reserved, order, actor);
        return { purchaseId: reserved };
      });
      return purchaseId !== null && (await this.charge({ ...claim, purchaseId }, actor));
    } catch (error) {
      if (!isUnsellable(error)) throw error;
      await this.outcomes.notOffered(claim, actor);
      return false;
    }
  }
}

const isRefusal = (
  error: unknown,
): error is CardDeclined | PaymentMethodUnusable | PaymentRefused =>
  error instanceof CardDeclined ||
  error instanceof PaymentMethodUnusable ||
  error instanceof PaymentRefused;

/** How many times Purser itself started to pay a purchase; people's own attempts do not count. */
const attemptsOf = ({ events }: PurchaseDetailView): number =>
  events.filter(isStartOfPurser).length;

const isStartOfPurser = ({ type, actor }: PurchaseEventView): boolean =>
  type === STARTED && actor.type === 'system';

/** Whether the attempt that failed last was Purser's own, however many started after it. */
function failedByPurser({ events }: PurchaseDetailView): boolean {
  const failedAt = events.findLastIndex(({ to }) => to === 'payment_failed');
  const start = events.slice(0, failedAt + 1).findLast(({ type }) => type === STARTED);
  return start !== undefined && isStartOfPurser(start);
}

/** What an attempt of Purser failed of that `period` does not count yet; an outage is no decline. */
function unrecordedDecline(
  purchase: PurchaseDetailView,
  period: SubscriptionPeriod,
): DeclineCodes | null {
  const { failure = null } = purchase;
  if (failure === null || failure.code === PROVIDER_UNAVAILABLE) return null;
  return attemptsOf(purchase) > period.attempts && failedByPurser(purchase) ? failure : null;
}
