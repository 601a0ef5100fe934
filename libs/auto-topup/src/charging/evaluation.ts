import { Injectable } from '@nestjs/common';
import type { AutoTopUpCause, PurchaseView } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import {
  Clock,
  newId,
  Outbox,
  systemActor,
  UnitOfWork,
  violatedConstraint,
  type Tx,
} from '@purser/platform';
import { Purchases } from '@purser/purchases';
import { AutoTopUpPolicy } from '../auto-topup-policy.entity.js';
import { AutoTopUpReservation } from '../auto-topup-reservation.entity.js';
import { AutoTopUpBlocked } from '../auto-topup.events.js';
import { nextRun } from '../schedule.js';
import { DecisionLog } from './decision-log.js';
import { orderOf } from './increment-price.js';
import { Judge, type Judgement, type Situation } from './judgement.js';
import { MonthlyLimit } from './monthly-limit.js';
import { PolicyCards } from './policy-cards.js';
import { lockedPolicies } from './policy-locks.js';
import { SingleFlight } from './single-flight.js';
import { Suspensions } from './suspensions.js';
import { TopUpCharge } from './top-up-charge.js';

const ACTOR = systemActor('auto top-up');
const ATTEMPTS = 3;
/** A retry that has to wait for something else is not decided anew each minute. */
const RETRY_AGAIN_MS = 60 * 60_000;

/** What an evaluation ordered, and the card that it is charged to. */
interface Bought {
  readonly purchaseId: string;
  readonly methodId: string;
}

/** The price moved between the decision and the order: decide again. */
class DecidedTooEarly extends Error {}

/**
 * Evaluates one policy: decides, writes the decision down, and where it buys reserves the money and
 * the purchase in the same transaction. The charge comes after it.
 */
@Injectable()
export class Evaluation {
  private readonly flights = new SingleFlight();

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly organizations: Organizations,
    private readonly purchases: Purchases,
    private readonly cards: PolicyCards,
    private readonly judge: Judge,
    private readonly limit: MonthlyLimit,
    private readonly log: DecisionLog,
    private readonly outbox: Outbox,
    private readonly suspensions: Suspensions,
    private readonly charge: TopUpCharge,
  ) {}

  /** Evaluates the policy of that trigger, where there is one. */
  async evaluateThreshold(organizationId: string, cause: AutoTopUpCause): Promise<void> {
    const policy = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneBy(AutoTopUpPolicy, { organizationId, trigger: 'threshold' }),
    );
    if (policy) await this.evaluate(organizationId, policy.id, cause);
  }

  /**
   * Evaluates a policy and pays what it buys. However many evaluate at once, one buys at a time.
   * A policy that is disabled or suspended, or whose wallet is, is left alone.
   */
  evaluate(organizationId: string, policyId: string, cause: AutoTopUpCause): Promise<void> {
    return this.flights.run(policyId, () => this.evaluateNow(organizationId, policyId, cause));
  }

  private async evaluateNow(
    organizationId: string,
    policyId: string,
    cause: AutoTopUpCause,
  ): Promise<void> {
    const policy = await this.unitOfWork.read(organizationId, (tx) =>
      tx.findOneBy(AutoTopUpPolicy, { organizationId, id: policyId }),
    );
    if (!policy || !isAwake(policy)) return;
    const card = await this.cards.of(policy);
    if (!card) {
      await this.stopForMissingCard(organizationId, policyId, cause);
      return;
    }
    const bought = await this.decide(organizationId, policyId, cause, card.attempts);
    if (bought) await this.charge.pay(organizationId, bought.purchaseId, bought.methodId);
  }

  private async stopForMissingCard(
    organizationId: string,
    policyId: string,
    cause: AutoTopUpCause,
  ): Promise<void> {
    await this.unitOfWork.run(organizationId, async (tx) => {
      const policy = (await lockedPolicies(tx)).find(({ id }) => id === policyId);
      if (!policy || !isAwake(policy)) return;
      const seen = await this.judge.look(tx, policy, 0, this.clock.now());
      if (!this.judge.couldBuy(policy, seen)) return;
      const reason = 'The card of the policy was removed.';
      const judged = {
        verdict: 'wait' as const,
        reason,
        increments: 0,
        tokens: 0n,
        grossMinor: 0n,
      };
      await this.log.note(tx, policy, cause, seen, judged, null);
    });
    await this.suspensions.suspendForMissingCard(organizationId, policyId);
  }

  /** Decides in one transaction; gives the purchase to pay and with what, or null. */
  private async decide(
    organizationId: string,
    policyId: string,
    cause: AutoTopUpCause,
    cardAttempts: number,
  ): Promise<Bought | null> {
    let reference: string | null = null;
    for (let left = ATTEMPTS; ;) {
      try {
        const outcome = await this.unitOfWork.run(organizationId, (tx) =>
          this.decideIn(tx, policyId, cause, cardAttempts, reference),
        );
        if (outcome === 'done') return null;
        if (outcome !== 'unreferenced') return outcome;
        reference = await this.purchases.reserveId(organizationId);
      } catch (error) {
        left -= 1;
        const raced = violatedConstraint(error) === 'auto_topup_reservations_one_in_flight';
        if (left === 0 || !(raced || error instanceof DecidedTooEarly)) throw error;
      }
    }
  }

  /** `unreferenced`: it buys, and needs a reference that is reserved outside the transaction. */
  private async decideIn(
    tx: Tx,
    policyId: string,
    cause: AutoTopUpCause,
    cardAttempts: number,
    reference: string | null,
  ): Promise<'done' | 'unreferenced' | Bought> {
    const at = this.clock.now();
    const policy = (await lockedPolicies(tx)).find(({ id }) => id === policyId);
    if (!policy || !isAwake(policy) || !isDue(policy, at)) return 'done';
    const seen = await this.judge.look(tx, policy, cardAttempts, at);
    const isRetry = policy.retryAt !== null && policy.retryAt <= at;
    if (!this.judge.couldBuy(policy, seen)) {
      // The gap was closed by other means: there is nothing left to retry.
      if (isRetry && policy.trigger === 'threshold') await this.forgetDeclines(tx, policy);
      return 'done';
    }
    const judged = await this.judge.judge(tx, policy, seen);
    const why = isRetry ? 'retry' : cause;
    if (judged.verdict !== 'buy') {
      await this.log.note(tx, policy, why, seen, judged, null);
      if (judged.verdict === 'blocked') await this.block(tx, policy, seen, judged);
      else if (judged.unitMinor === null) {
        const reason = `${judged.reason} Change what the policy buys.`;
        await this.suspensions.suspendUntilChanged(tx, policy, reason);
      } else if (isRetry) {
        await this.retryLater(tx, policy, new Date(at.getTime() + RETRY_AGAIN_MS));
      }
      return 'done';
    }
    if (reference === null) return 'unreferenced';
    const bought = await this.reserve(tx, policy, seen, judged, reference);
    await this.log.note(tx, policy, why, seen, bought, reference);
    await this.moveOn(tx, policy, at);
    return { purchaseId: reference, methodId: policy.paymentMethodId };
  }

  private async reserve(
    tx: Tx,
    policy: AutoTopUpPolicy,
    { month, at }: Situation,
    judged: Judgement,
    purchaseId: string,
  ): Promise<Judgement> {
    const { organizationId } = tx;
    const order = {
      type: 'auto_topup' as const,
      item: orderOf(policy, judged.increments),
      methodId: policy.paymentMethodId,
    };
    const purchase = await this.purchases.initializeIn(tx, purchaseId, order, ACTOR);
    const grossMinor = BigInt(purchase.price.total.amount);
    const tokens = creditedBy(purchase);
    const monthId = await this.limit.reserve(tx, policy, month, grossMinor);
    if (monthId === null) throw new DecidedTooEarly();
    await tx.insert(AutoTopUpReservation, {
      organizationId,
      id: newId(at),
      policyId: policy.id,
      monthId,
      purchaseId,
      status: 'reserved',
      tokens,
      grossMinor,
      createdAt: at,
      closedAt: null,
    });
    return { ...judged, grossMinor, tokens };
  }

  private async block(
    tx: Tx,
    policy: AutoTopUpPolicy,
    seen: Situation,
    { unitMinor }: Judgement,
  ): Promise<void> {
    await this.moveOn(tx, policy, seen.at);
    if (!(await this.limit.announceBlocked(tx, policy, seen.month))) return;
    const { organizationId } = tx;
    await this.outbox.append(
      tx,
      new AutoTopUpBlocked({
        organizationId,
        policyId: policy.id,
        month: seen.month,
        limitMinor: Number(policy.monthlyLimitMinor),
        leftMinor: Number(seen.use.leftMinor),
        neededMinor: Number(unitMinor ?? 0n),
        currency: policy.currency,
        availableTokens: Number(seen.availableTokens),
      }),
    );
  }

  private async forgetDeclines(tx: Tx, { id }: AutoTopUpPolicy): Promise<void> {
    const { organizationId } = tx;
    const forgotten = { retryAt: null, consecutiveDeclines: 0 };
    await tx.update(AutoTopUpPolicy, { organizationId, id }, forgotten);
  }

  private async retryLater(tx: Tx, { id }: AutoTopUpPolicy, retryAt: Date): Promise<void> {
    await tx.update(AutoTopUpPolicy, { organizationId: tx.organizationId, id }, { retryAt });
  }

  /** What was due is decided: a schedule waits for its next run. */
  private async moveOn(tx: Tx, policy: AutoTopUpPolicy, at: Date): Promise<void> {
    const { organizationId, id, scheduleInterval, scheduleAnchorAt, nextRunAt } = policy;
    let next = nextRunAt;
    if (scheduleInterval !== null && scheduleAnchorAt !== null && next !== null && next <= at) {
      const { timeZone } = await this.organizations.get(tx);
      const dayOfMonth = policy.scheduleDayOfMonth;
      const schedule = { interval: scheduleInterval, dayOfMonth, anchorAt: scheduleAnchorAt };
      next = nextRun(schedule, timeZone, at);
    }
    await tx.update(AutoTopUpPolicy, { organizationId, id }, { nextRunAt: next, retryAt: null });
  }
}

const isAwake = ({ enabled, suspendedAt }: AutoTopUpPolicy): boolean =>
  enabled && suspendedAt === null;

/** A threshold may be looked at any time; a schedule when its run or its retry has come. */
function isDue({ trigger, nextRunAt, retryAt }: AutoTopUpPolicy, at: Date): boolean {
  if (trigger === 'threshold') return true;
  return (nextRunAt !== null && nextRunAt <= at) || (retryAt !== null && retryAt <= at);
}

const creditedBy = ({ tokens, bonusTokens }: PurchaseView): bigint =>
  BigInt(tokens) + BigInt(bonusTokens);
