import { Injectable } from '@nestjs/common';
import type { PurchaseDetailView } from '@purser/contracts';
import {
  CARD_ATTEMPT_LIMIT,
  CardDeclined,
  PaymentMethodUnusable,
  PaymentProviderUnavailable,
} from '@purser/payments';
import { Clock, NotFound, systemActor, UnitOfWork } from '@purser/platform';
import {
  PROVIDER_UNAVAILABLE,
  PurchaseInProgress,
  Purchases,
  PurchaseStateConflict,
} from '@purser/purchases';
import { Wallets } from '@purser/wallet';
import { AutoTopUpPolicy } from '../auto-topup-policy.entity.js';
import { AutoTopUpReservation } from '../auto-topup-reservation.entity.js';
import { PolicyCards } from './policy-cards.js';
import { Reservations } from './reservations.js';
import { Suspensions } from './suspensions.js';

const ACTOR = systemActor('auto top-up');

/** Pays what was reserved, and finds out what became of it. */
@Injectable()
export class TopUpCharge {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly purchases: Purchases,
    private readonly wallets: Wallets,
    private readonly cards: PolicyCards,
    private readonly reservations: Reservations,
    private readonly suspensions: Suspensions,
  ) {}

  /**
   * Charges a reserved purchase with the holder absent and writes down the outcome. While another
   * purchase of the organization is being paid, or the provider does not answer, it stays reserved.
   */
  async pay(organizationId: string, purchaseId: string): Promise<void> {
    try {
      const payment = { presence: 'off_session' as const };
      await this.purchases.execute(organizationId, purchaseId, payment, ACTOR);
    } catch (error) {
      if (!isOutcome(error)) throw error;
    }
    await this.follow(organizationId, purchaseId);
  }

  /** Brings a reservation to what its purchase says by now; changes nothing while that is open. */
  async follow(organizationId: string, purchaseId: string): Promise<void> {
    const purchase = await this.purchases.get(organizationId, purchaseId);
    switch (purchase.status) {
      case 'initialized':
      case 'payment_pending':
      case 'requires_action':
      case 'paid':
        return;
      case 'payment_failed':
        if (purchase.failure && purchase.failure.code !== PROVIDER_UNAVAILABLE) {
          const charged = purchase.paymentMethod?.id ?? null;
          await this.reservations.decline(organizationId, purchaseId, charged, purchase.failure);
        }
        return;
      case 'canceled':
        await this.reservations.release(organizationId, purchaseId);
        return;
      default:
        await this.reservations.settle(organizationId, purchaseId);
    }
  }

  /** Goes on with the organization's open reservation, whoever left it open. */
  async goOn(organizationId: string): Promise<void> {
    const found = await this.unitOfWork.read(organizationId, async (tx) => {
      const open = await tx.findOneBy(AutoTopUpReservation, { organizationId, status: 'reserved' });
      if (!open) return null;
      const policy = await tx.findOneByOrFail(AutoTopUpPolicy, {
        organizationId,
        id: open.policyId,
      });
      const { status } = await this.wallets.balance(tx, this.clock.now());
      return { open, policy, isActive: status === 'active' };
    });
    if (!found) return;
    const { purchaseId } = found.open;
    const purchase = await this.purchases.get(organizationId, purchaseId);
    if (!isPayable(purchase)) return this.follow(organizationId, purchaseId);
    const card = await this.cards.of(found.policy);
    if (!card) {
      await this.callOff(organizationId, purchaseId);
      return this.suspensions.suspendForMissingCard(organizationId, found.policy.id);
    }
    const { policy, isActive } = found;
    const isAwake = policy.enabled && policy.suspendedAt === null && isActive;
    return isAwake && card.attempts < CARD_ATTEMPT_LIMIT.attempts
      ? this.pay(organizationId, purchaseId)
      : this.callOff(organizationId, purchaseId);
  }

  private async callOff(organizationId: string, purchaseId: string): Promise<void> {
    try {
      await this.purchases.cancel(organizationId, purchaseId, ACTOR);
    } catch (error) {
      if (!isOutcome(error)) throw error;
    }
    await this.follow(organizationId, purchaseId);
  }
}

/** Whether nothing was charged and nobody is charging. */
const isPayable = ({ status, failure }: PurchaseDetailView): boolean =>
  status === 'initialized' ||
  (status === 'payment_failed' && failure?.code === PROVIDER_UNAVAILABLE);

/** Refusals that the purchase itself tells about, or that are over by themselves. */
const isOutcome = (error: unknown): boolean =>
  error instanceof CardDeclined ||
  error instanceof PaymentMethodUnusable ||
  error instanceof PaymentProviderUnavailable ||
  error instanceof PurchaseInProgress ||
  error instanceof PurchaseStateConflict ||
  error instanceof NotFound;
