import { Injectable } from '@nestjs/common';
import { declineClass, nextRetryAt, PAYMENT_REFUSED, type Decline } from '@purser/payments';
import { Clock, Outbox, UnitOfWork, type Tx } from '@purser/platform';
import { MoreThanOrEqual } from 'typeorm';
import { AutoTopUpDecision } from '../auto-topup-decision.entity.js';
import { AutoTopUpPolicy } from '../auto-topup-policy.entity.js';
import { AutoTopUpReservation } from '../auto-topup-reservation.entity.js';
import { AutoTopUpDeclined, AutoTopUpNeedsAuthentication } from '../auto-topup.events.js';
import { DecisionLog } from './decision-log.js';
import { Judge, type Situation } from './judgement.js';
import { MonthlyLimit } from './monthly-limit.js';
import { PolicyCards, type PolicyCard } from './policy-cards.js';
import { lockedPolicies } from './policy-locks.js';
import { Suspensions } from './suspensions.js';

const DECLINES_BEFORE_SUSPENSION = 3;
const NEEDS_HOLDER = 'authentication_required';
const MINUTE_MS = 60_000;
/** Twice as long as a recovery link can be paid. */
const SUPERSEDED_FOR_MS = 2 * 24 * 60 * MINUTE_MS;

type ClosedStatus = 'settled' | 'released';

/** Closes reservations, each once: the row says whether somebody was faster. */
@Injectable()
export class Reservations {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly limit: MonthlyLimit,
    private readonly judge: Judge,
    private readonly log: DecisionLog,
    private readonly cards: PolicyCards,
    private readonly suspensions: Suspensions,
    private readonly outbox: Outbox,
  ) {}

  /**
   * The purchase is paid: its money is spent, and the cool-down starts. Where its room had been given
   * back before, a person paid it, which takes suspensions back: here, as whoever settles first is
   * the only one to know.
   */
  settle(organizationId: string, purchaseId: string): Promise<void> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const found = await this.locked(tx, purchaseId);
      if (!found) return;
      const { reservation, policy } = found;
      const { status, monthId, grossMinor } = reservation;
      if (status === 'settled') return;
      await this.close(tx, reservation, 'settled');
      if (status === 'reserved') await this.limit.settle(tx, monthId, grossMinor);
      else await this.limit.settleReleased(tx, monthId, grossMinor);
      const coolDownMs = policy.coolDownMinutes * MINUTE_MS;
      await tx.update(
        AutoTopUpPolicy,
        { organizationId, id: policy.id },
        {
          coolDownUntil: new Date(this.clock.now().getTime() + coolDownMs),
          consecutiveDeclines: 0,
          retryAt: null,
        },
      );
      if (status === 'released') await this.suspensions.resumeEach(tx, this.clock.now());
    });
  }

  /** Whether a purchase is one of auto top-up. */
  has(organizationId: string, purchaseId: string): Promise<boolean> {
    return this.unitOfWork.read(organizationId, (tx) =>
      tx.existsBy(AutoTopUpReservation, { organizationId, purchaseId }),
    );
  }

  /** The purchase was called off, and `why`: its room is free again. */
  release(organizationId: string, purchaseId: string, why: string): Promise<void> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      await this.callOff(tx, purchaseId, why);
    });
  }

  /** {@link release}, and the policy looks again at once: the run of a schedule is not lost. */
  reorder(organizationId: string, purchaseId: string, why: string): Promise<void> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const policy = await this.callOff(tx, purchaseId, why);
      if (!policy) return;
      const retryAt = this.clock.now();
      await tx.update(AutoTopUpPolicy, { organizationId, id: policy.id }, { retryAt });
    });
  }

  /**
   * Purchases that the policy of `purchaseId` ordered before it and gave up within two days: their
   * recovery links, which live for one, would pay for the same gap again.
   */
  superseded(organizationId: string, purchaseId: string): Promise<string[]> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const own = await tx.findOneBy(AutoTopUpReservation, { organizationId, purchaseId });
      if (!own) return [];
      const since = new Date(this.clock.now().getTime() - SUPERSEDED_FOR_MS);
      const earlier = await tx.findBy(AutoTopUpReservation, {
        organizationId,
        policyId: own.policyId,
        status: 'released',
        closedAt: MoreThanOrEqual(since),
      });
      return earlier.map((reservation) => reservation.purchaseId);
    });
  }

  /**
   * The bank or the provider refused: the room is free again, and the policy tries later, or stops
   * where the card will not pay or was refused three times in a row. A card that was set while
   * `chargedMethodId` was asked is tried at once.
   */
  async decline(
    organizationId: string,
    purchaseId: string,
    chargedMethodId: string | null,
    { code, declineCode, message }: Decline,
  ): Promise<void> {
    const charged = await this.cards.charged(organizationId, chargedMethodId);
    const replacement = await this.replacement(organizationId, purchaseId, charged);
    await this.unitOfWork.run(organizationId, async (tx) => {
      const found = await this.locked(tx, purchaseId);
      if (found?.reservation.status !== 'reserved') return;
      const { policy, reservation } = found;
      const at = this.clock.now();
      await this.free(tx, reservation);
      const isReplaced = policy.paymentMethodId === replacement;
      const declines = policy.consecutiveDeclines + (isReplaced ? 0 : 1);
      const isHard = declineClass({ code, declineCode }) === 'hard';
      const stops = !isReplaced && (isHard || declines >= DECLINES_BEFORE_SUSPENSION);
      const later = isReplaced ? at : nextRetryAt(declines, at);
      const retryAt = stops ? null : later;
      const what = code === PAYMENT_REFUSED ? 'payment was refused' : 'card was declined';
      const why = `The ${what}: ${message} (${declineCode ?? code})`;
      await this.noteDecline(tx, found, charged?.attempts ?? 0, why, retryAt);
      await tx.update(
        AutoTopUpPolicy,
        { organizationId, id: policy.id },
        { consecutiveDeclines: declines, retryAt },
      );
      if (code === NEEDS_HOLDER) {
        const fields = { organizationId, policyId: policy.id, purchaseId };
        await this.outbox.append(tx, new AutoTopUpNeedsAuthentication(fields));
      }
      if (retryAt !== null && !isReplaced && declines === 1) {
        const ids = { organizationId, policyId: policy.id, purchaseId };
        const nextAttemptAt = retryAt.toISOString();
        await this.outbox.append(tx, new AutoTopUpDeclined({ ...ids, reason: why, nextAttemptAt }));
      }
      if (!stops) return;
      await this.suspensions.suspend(tx, policy, {
        reason: isHard ? why : `${why}, ${declines} times in a row`,
        fingerprint: charged?.fingerprint ?? null,
        purchaseId,
        consecutiveDeclines: declines,
      });
    });
  }

  private async noteDecline(
    tx: Tx,
    found: LockedReservation,
    attempts: number,
    why: string,
    retryAt: Date | null,
  ): Promise<void> {
    const seen = await this.judge.look(tx, found.policy, attempts, this.clock.now());
    const then =
      retryAt === null ? 'Auto top-up stops.' : `Tried again at ${retryAt.toISOString()}.`;
    await this.note(tx, found, seen, 'declined', `${why} ${then}`);
  }

  /** Gives the room of a reservation back; the policy that made it, or null where it is closed. */
  private async callOff(tx: Tx, purchaseId: string, why: string): Promise<AutoTopUpPolicy | null> {
    const found = await this.locked(tx, purchaseId);
    if (found?.reservation.status !== 'reserved') return null;
    await this.free(tx, found.reservation);
    const seen = await this.judge.look(tx, found.policy, 0, this.clock.now());
    await this.note(tx, found, seen, 'wait', `${why} Top-up ${purchaseId} is called off.`);
    return found.policy;
  }

  /** Writes down what became of an order, by the cause that it was ordered for. */
  private async note(
    tx: Tx,
    { policy, reservation }: LockedReservation,
    seen: Situation,
    verdict: 'declined' | 'wait',
    reason: string,
  ): Promise<void> {
    const { organizationId } = tx;
    const { tokens, grossMinor, purchaseId } = reservation;
    const ordered = { organizationId, policyId: policy.id, purchaseId, verdict: 'buy' as const };
    const order = await tx.findOneBy(AutoTopUpDecision, ordered);
    const [figures, subject] =
      verdict === 'declined'
        ? [{ tokens, grossMinor }, purchaseId]
        : [{ tokens: 0n, grossMinor: 0n }, null];
    const judged = { verdict, reason, increments: 0, ...figures };
    await this.log.note(tx, policy, order?.cause ?? 'sweep', seen, judged, subject);
  }

  /** The method of the policy that made a purchase where it is another card than was charged. */
  private async replacement(
    organizationId: string,
    purchaseId: string,
    charged: PolicyCard | null,
  ): Promise<string | null> {
    const policy = await this.unitOfWork.read(organizationId, async (tx) => {
      const reservation = await tx.findOneBy(AutoTopUpReservation, { organizationId, purchaseId });
      if (reservation?.status !== 'reserved') return null;
      return tx.findOneBy(AutoTopUpPolicy, { organizationId, id: reservation.policyId });
    });
    const card = policy && (await this.cards.of(policy));
    if (!card || !charged) return null;
    return card.fingerprint === charged.fingerprint ? null : policy.paymentMethodId;
  }

  private async locked(tx: Tx, purchaseId: string): Promise<LockedReservation | null> {
    const { organizationId } = tx;
    const policies = await lockedPolicies(tx);
    const reservation = await tx.findOneBy(AutoTopUpReservation, { organizationId, purchaseId });
    const policy = policies.find(({ id }) => id === reservation?.policyId);
    return reservation && policy ? { reservation, policy } : null;
  }

  private async free(tx: Tx, reservation: AutoTopUpReservation): Promise<void> {
    await this.close(tx, reservation, 'released');
    await this.limit.release(tx, reservation.monthId, reservation.grossMinor);
  }

  private async close(
    tx: Tx,
    { organizationId, id }: AutoTopUpReservation,
    status: ClosedStatus,
  ): Promise<void> {
    const closedAt = this.clock.now();
    await tx.update(AutoTopUpReservation, { organizationId, id }, { status, closedAt });
  }
}

interface LockedReservation {
  readonly reservation: AutoTopUpReservation;
  readonly policy: AutoTopUpPolicy;
}
