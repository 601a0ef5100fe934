import { Injectable } from '@nestjs/common';
import type { PurchaseView, SubscriptionInterval, SubscriptionStatus } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import { Pricing } from '@purser/packages';
import { PaymentMethods } from '@purser/payments';
import {
  Clock,
  InvalidRequest,
  newId,
  Outbox,
  PublicIds,
  UnitOfWork,
  violatedConstraint,
  type Actor,
  type Tx,
} from '@purser/platform';
import { PurchaseStateConflict, Purchases } from '@purser/purchases';
import { Not } from 'typeorm';
import { FirstCharge } from './billing/first-charge.js';
import { openedPeriod } from './billing/subscription-billing.js';
import { periodSpan } from './periods/period-calendar.js';
import { renewalReminderAt } from './periods/reminder-times.js';
import { SubscriptionJournal } from './subscription-journal.js';
import { SubscriptionPeriod } from './subscription-period.entity.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionExists } from './subscriptions.errors.js';
import { SubscriptionActivated } from './subscriptions.events.js';

const GRACE_DAYS = 7;
const FARTHEST_START_MS = 366 * 86_400_000;
/** Longer than the card holder has for 3-D Secure: then the first charge is over either way. */
const FIRST_LOOK_MS = 20 * 60_000;

export interface NewSubscription {
  readonly packageId: string;
  readonly interval: SubscriptionInterval;
  /** Ours or the provider's. */
  readonly paymentMethodId: string;
  /** When the first period starts; left out = at once. */
  readonly startAt?: Date;
}

/** A subscription that was made, and its first purchase where one was charged. */
export interface CreatedSubscription {
  readonly subscriptionId: string;
  readonly purchase: PurchaseView | null;
}

/** Starts subscriptions: the first period is charged in the call. */
@Injectable()
export class SubscriptionCreation {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly publicIds: PublicIds,
    private readonly organizations: Organizations,
    private readonly pricing: Pricing,
    private readonly methods: PaymentMethods,
    private readonly purchases: Purchases,
    private readonly journal: SubscriptionJournal,
    private readonly firstCharge: FirstCharge,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Creates a subscription: charged at once, or at `startAt`.
   *
   * @throws NotFound no such package or payment method
   * @throws InvalidRequest `startAt` is not ahead, or more than a year ahead
   * @throws SubscriptionExists, NotOffered, AmountTooSmall, AmountTooLarge
   * @throws CardDeclined, PaymentMethodUnusable, PaymentRefused, PaymentProviderUnavailable
   * @throws PurchaseInProgress
   */
  async create(
    organizationId: string,
    order: NewSubscription,
    actor: Actor,
  ): Promise<CreatedSubscription> {
    const now = this.clock.now();
    await this.methods.assertNameable(organizationId, order.paymentMethodId);
    const { timeZone } = await this.unitOfWork.read(organizationId, async (tx) => {
      await this.pricing.quotePackage(tx, { packageId: order.packageId, quantity: 1, at: now });
      return this.organizations.get(tx);
    });
    assertStart(order.startAt, now);
    await this.assertNoneLive(organizationId, actor);
    const card = await this.methods.resolve(organizationId, order.paymentMethodId, actor);
    const id = newId(now);
    await this.publicIds.register(id, organizationId, 'subscription');
    const made = { ...started(order, timeZone, now), ...madeBy(actor), organizationId, id };
    const subscription: Subscription = { ...made, paymentMethodId: card.id };
    if (order.startAt !== undefined) {
      await this.insert(subscription, (tx) => this.schedule(tx, subscription, actor));
      return { subscriptionId: id, purchase: null };
    }
    const purchaseId = await this.purchases.reserveId(organizationId);
    await this.insert(subscription, (tx) => this.openFirst(tx, subscription, purchaseId, actor));
    // Asked for twice at once, either may find the other's purchase: called off, or being paid.
    const purchase = await this.firstCharge
      .charge(subscription, purchaseId, actor)
      .catch(refuseAsSecond);
    return { subscriptionId: id, purchase };
  }

  private async insert(subscription: Subscription, more: (tx: Tx) => Promise<void>): Promise<void> {
    try {
      await this.unitOfWork.run(subscription.organizationId, async (tx) => {
        await tx.insert(Subscription, subscription);
        await more(tx);
      });
    } catch (error) {
      if (violatedConstraint(error) !== 'token_subscriptions_one_live') throw error;
      throw new SubscriptionExists();
    }
  }

  private async schedule(tx: Tx, subscription: Subscription, actor: Actor): Promise<void> {
    const { organizationId, id, packageId, anchorAt, createdAt: at } = subscription;
    const nextChargeAt = anchorAt.toISOString();
    const ids = { organizationId, subscriptionId: id };
    await this.outbox.append(tx, new SubscriptionActivated({ ...ids, packageId, nextChargeAt }));
    await this.journal.record(tx, subscription, { action: 'subscription.created', actor, at });
  }

  private async openFirst(
    tx: Tx,
    subscription: Subscription,
    purchaseId: string,
    actor: Actor,
  ): Promise<void> {
    const { organizationId, id, packageId, paymentMethodId: methodId } = subscription;
    const at = subscription.createdAt;
    const item = { packageId, quantity: 1 };
    const order = { type: 'subscription' as const, item, methodId };
    await this.purchases.initializeIn(tx, purchaseId, order, actor);
    const span = periodSpan(subscription, 0);
    const opened = openedPeriod(organizationId, id, { period: 0, packageId, ...span }, at);
    const nextAttemptAt = new Date(at.getTime() + FIRST_LOOK_MS);
    await tx.insert(SubscriptionPeriod, { ...opened, purchaseId, nextAttemptAt });
  }

  /** An incomplete one that nobody will finish is cleared away first. */
  private async assertNoneLive(organizationId: string, actor: Actor): Promise<void> {
    const live = () =>
      this.unitOfWork.read(organizationId, (tx) =>
        tx.findOneBy(Subscription, { organizationId, status: Not<SubscriptionStatus>('canceled') }),
      );
    const found = await live();
    if (!found) return;
    if (found.status === 'incomplete') {
      await this.firstCharge.conclude(found, null, actor).catch(refuseAsSecond);
    }
    const still = await live();
    if (still) throw new SubscriptionExists(still.id);
  }
}

/** A purchase that another creation is working on means that there is another creation. */
function refuseAsSecond(error: unknown): never {
  throw error instanceof PurchaseStateConflict ? new SubscriptionExists() : error;
}

/** @throws InvalidRequest it is not ahead, or more than a year ahead */
export function assertStart(startAt: Date | undefined, now: Date): void {
  if (startAt === undefined) return;
  const aheadMs = startAt.getTime() - now.getTime();
  if (aheadMs > 0 && aheadMs <= FARTHEST_START_MS) return;
  const detail = aheadMs > 0 ? 'must lie within a year' : 'must lie ahead';
  throw new InvalidRequest([{ pointer: '/startAt', detail }]);
}

const madeBy = ({ type, id, name }: Actor) => ({ actorType: type, actorId: id, actorName: name });

/** The columns of one that starts at `startAt`, or whose first charge is being made. */
export function started(
  { packageId, interval, startAt }: Omit<NewSubscription, 'paymentMethodId'>,
  timeZone: string,
  now: Date,
) {
  const isScheduled = startAt !== undefined;
  const anchorAt = startAt ?? now;
  return {
    status: isScheduled ? ('active' as const) : ('incomplete' as const),
    packageId,
    nextPackageId: null,
    interval,
    anchorAt,
    timeZone,
    currentPeriod: null,
    currentPeriodStart: null,
    currentPeriodEnd: null,
    nextPeriod: isScheduled ? 0 : 1,
    nextChargeAt: isScheduled ? anchorAt : null,
    reminderAt: isScheduled ? renewalReminderAt(anchorAt, timeZone, now) : null,
    pausedAt: null,
    pastDueAt: null,
    graceDays: GRACE_DAYS,
    graceEndsAt: null,
    cancelAtPeriodEnd: false,
    canceledAt: null,
    cancelReason: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
}
