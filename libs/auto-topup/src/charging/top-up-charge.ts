import { Injectable } from '@nestjs/common';
import type { PurchaseDetailView } from '@purser/contracts';
import {
  CARD_ATTEMPT_LIMIT,
  CardDeclined,
  PaymentMethodUnusable,
  PaymentProviderUnavailable,
  PaymentRefused,
} from '@purser/payments';
import { Clock, NotFound, systemActor, UnitOfWork } from '@purser/platform';
import {
  OrderOutdated,
  PROVIDER_UNAVAILABLE,
  PurchaseInProgress,
  Purchases,
  PurchaseStateConflict,
} from '@purser/purchases';
import { Wallets } from '@purser/wallet';
import { AutoTopUpPolicy } from '../auto-topup-policy.entity.js';
import { AutoTopUpReservation } from '../auto-topup-reservation.entity.js';
import { PolicyCards, type PolicyCard } from './policy-cards.js';
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
   * Charges a reserved purchase to `methodId` with the holder absent and writes down the outcome. While
   * another purchase of the organization is being paid, or the provider does not answer, it stays
   * reserved. What was ordered before and declined cannot be paid from here on: its gap is this one's.
   */
  async pay(organizationId: string, purchaseId: string, methodId: string): Promise<void> {
    for (const earlier of await this.reservations.superseded(organizationId, purchaseId))
      await this.callOffDeclined(organizationId, earlier);
    try {
      const payment = { methodId, presence: 'off_session' as const };
      await this.purchases.execute(organizationId, purchaseId, payment, ACTOR);
    } catch (error) {
      if (error instanceof OrderOutdated) {
        await this.reservations.reorder(organizationId, purchaseId, error.why);
        return;
      }
      if (!isOutcome(error)) throw error;
    }
    await this.follow(organizationId, purchaseId);
  }

  /**
   * Brings a reservation to what its purchase says by now; changes nothing while that is open. `why`
   * tells why it was called off.
   */
  async follow(
    organizationId: string,
    purchaseId: string,
    why = 'The purchase was called off.',
  ): Promise<void> {
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
        await this.reservations.release(organizationId, purchaseId, why);
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
      const { status, available } = await this.wallets.balance(tx, this.clock.now());
      const isShort = policy.belowTokens === null || BigInt(available) < policy.belowTokens;
      return { open, policy, isActive: status === 'active', isShort };
    });
    if (!found) return;
    const { purchaseId } = found.open;
    const purchase = await this.purchases.get(organizationId, purchaseId);
    if (!isPayable(purchase)) return this.follow(organizationId, purchaseId);
    const card = await this.cards.of(found.policy);
    if (!card) {
      await this.callOff(organizationId, purchaseId, 'The card of the policy was removed.');
      return this.suspensions.suspendForMissingCard(organizationId, found.policy.id);
    }
    const reason = reasonToCallOff(found, card);
    return reason === null
      ? this.pay(organizationId, purchaseId, found.policy.paymentMethodId)
      : this.callOff(organizationId, purchaseId, reason);
  }

  private async callOff(organizationId: string, purchaseId: string, why: string): Promise<void> {
    await this.cancel(organizationId, purchaseId);
    await this.follow(organizationId, purchaseId, why);
  }

  /** One that a person is paying at this moment is left alone. */
  private async callOffDeclined(organizationId: string, purchaseId: string): Promise<void> {
    const { status } = await this.purchases.get(organizationId, purchaseId);
    if (status === 'payment_failed') await this.cancel(organizationId, purchaseId);
  }

  /** Where it cannot be canceled its own status says why. */
  private async cancel(organizationId: string, purchaseId: string): Promise<void> {
    try {
      await this.purchases.cancel(organizationId, purchaseId, ACTOR);
    } catch (error) {
      if (!isOutcome(error)) throw error;
    }
  }
}

interface OpenTopUp {
  readonly policy: AutoTopUpPolicy;
  /** Whether the wallet may spend. */
  readonly isActive: boolean;
  /** Whether there is still a gap to close. */
  readonly isShort: boolean;
}

/** Why a charge that was left open is not made any more; null where it is. */
function reasonToCallOff(
  { policy, isActive, isShort }: OpenTopUp,
  card: PolicyCard,
): string | null {
  if (!policy.enabled) return 'The policy was switched off.';
  if (policy.suspendedAt !== null) return 'The policy is suspended.';
  if (!isActive) return 'The wallet is suspended.';
  if (!isShort) return 'The gap was closed by other means.';
  const { attempts, days } = CARD_ATTEMPT_LIMIT;
  if (card.attempts < attempts) return null;
  return `The card was tried ${card.attempts} times in ${days} days; ${attempts} are allowed.`;
}

/** Whether nothing was charged and nobody is charging. */
const isPayable = ({ status, failure }: PurchaseDetailView): boolean =>
  status === 'initialized' ||
  (status === 'payment_failed' && failure?.code === PROVIDER_UNAVAILABLE);

/** Refusals that the purchase itself tells about, or that are over by themselves. */
const isOutcome = (error: unknown): boolean =>
  error instanceof CardDeclined ||
  error instanceof PaymentMethodUnusable ||
  error instanceof PaymentRefused ||
  error instanceof PaymentProviderUnavailable ||
  error instanceof PurchaseInProgress ||
  error instanceof PurchaseStateConflict ||
  error instanceof NotFound;
