import { Injectable } from '@nestjs/common';
import type { SubscriptionRehearsalView } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import { Pricing } from '@purser/packages';
import { Clock, newId, NotFound, UnitOfWork, type Tx } from '@purser/platform';
import { ChargePreview } from './charge-preview.js';
import { firstPeriodFrom, periodStart } from './periods/period-calendar.js';
import { assertStart, started, type NewSubscription } from './subscription-creation.js';
import { SubscriptionJournal } from './subscription-journal.js';
import type { SubscriptionPeriod } from './subscription-period.entity.js';
import { Subscription } from './subscription.entity.js';
import { SubscriptionStateConflict } from './subscriptions.errors.js';

/** A subscription as it would be, with its period that is still to be paid. */
interface Foreseeable {
  readonly subscription: Subscription;
  readonly open: SubscriptionPeriod | null;
}

/** Says which charges an act would bring, without keeping anything. */
@Injectable()
export class SubscriptionRehearsal {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly organizations: Organizations,
    private readonly pricing: Pricing,
    private readonly preview: ChargePreview,
    private readonly journal: SubscriptionJournal,
  ) {}

  /**
   * The charges of a subscription that would be started; the first one is charged at once unless it
   * has a start.
   *
   * @throws NotFound, InvalidRequest, NotOffered, AmountTooSmall, AmountTooLarge
   */
  async creation(
    organizationId: string,
    order: Omit<NewSubscription, 'paymentMethodId'>,
  ): Promise<SubscriptionRehearsalView> {
    const at = this.clock.now();
    assertStart(order.startAt, at);
    const draft = await this.unitOfWork.read(organizationId, async (tx) => {
      await this.pricing.quotePackage(tx, { packageId: order.packageId, quantity: 1, at });
      const { timeZone } = await this.organizations.get(tx);
      const startAt = order.startAt ?? at;
      const nobody = { actorType: 'system' as const, actorId: null, actorName: '' };
      const ids = { organizationId, id: newId(at), paymentMethodId: newId(at) };
      return { ...started({ ...order, startAt }, timeZone, at), ...nobody, ...ids };
    });
    return { dryRun: true, preview: await this.preview.of(draft, null, at) };
  }

  /**
   * The charges with another package from the next period on.
   *
   * @throws SubscriptionStateConflict it has ended, or its first charge is not paid
   * @throws NotFound, NotOffered, AmountTooSmall, AmountTooLarge
   */
  async change(
    organizationId: string,
    id: string,
    packageId: string | undefined,
  ): Promise<SubscriptionRehearsalView> {
    const at = this.clock.now();
    const changed = await this.unitOfWork.read(organizationId, async (tx) => {
      const subscription = await this.found(tx, id);
      const { status } = subscription;
      if (status === 'canceled' || status === 'incomplete') {
        throw new SubscriptionStateConflict(id, status, 'Only a running one can be changed.');
      }
      if (packageId === undefined) return this.withOpen(tx, subscription);
      await this.pricing.quotePackage(tx, { packageId, quantity: 1, at });
      const nextPackageId = packageId === subscription.packageId ? null : packageId;
      return this.withOpen(tx, { ...subscription, nextPackageId });
    });
    return this.charges(changed, at);
  }

  /**
   * The charges after a resume: what started in a pause is skipped.
   *
   * @throws SubscriptionStateConflict, NotFound
   */
  async resumption(organizationId: string, id: string): Promise<SubscriptionRehearsalView> {
    const at = this.clock.now();
    const resumed = await this.unitOfWork.read(organizationId, async (tx) => {
      const subscription = await this.found(tx, id);
      const { status } = subscription;
      if (status !== 'active' && status !== 'paused') {
        const detail = 'Only one that is paused or about to end can be resumed.';
        throw new SubscriptionStateConflict(id, status, detail);
      }
      const nextPeriod =
        status === 'paused'
          ? firstPeriodFrom(subscription, at, subscription.nextPeriod)
          : subscription.nextPeriod;
      const nextChargeAt = periodStart(subscription, nextPeriod);
      const changes = { status: 'active' as const, cancelAtPeriodEnd: false };
      return this.withOpen(tx, { ...subscription, ...changes, nextPeriod, nextChargeAt });
    });
    return this.charges(resumed, at);
  }

  private async withOpen(tx: Tx, subscription: Subscription): Promise<Foreseeable> {
    return { subscription, open: await this.journal.openPeriod(tx, subscription.id) };
  }

  private async charges(
    { subscription, open }: Foreseeable,
    at: Date,
  ): Promise<SubscriptionRehearsalView> {
    return { dryRun: true, preview: await this.preview.of(subscription, open, at) };
  }

  private async found(tx: Tx, id: string): Promise<Subscription> {
    const { organizationId } = tx;
    const subscription = await tx.findOneBy(Subscription, { organizationId, id });
    if (!subscription) throw new NotFound('There is no such subscription.');
    return subscription;
  }
}
