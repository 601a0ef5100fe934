import { Injectable } from '@nestjs/common';
import type { Decline, PaymentState } from '@purser/payments';
import { Clock, NotFound, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import { PurchaseEvent } from '../purchase-event.entity.js';
import { PurchaseJournal } from '../purchase-journal.js';
import { cardWords } from '../purchase-words.js';
import { holdsSlot } from '../purchase-status.js';
import type { TokenPurchase } from '../token-purchase.entity.js';
import { RecoveryLinks } from '../recovery/recovery-links.service.js';
import { authenticationTimes, nextLook } from './charge-times.js';
import { PROVIDER_UNAVAILABLE, wasCardAsked } from './failure-codes.js';
import { Settlement } from './settlement.js';

/** Failure code of an attempt for which the bank wants the card holder. */
const NEEDS_HOLDER = 'authentication_required';

const NEVER_CHARGED: Decline = {
  code: PROVIDER_UNAVAILABLE,
  declineCode: null,
  message: 'The payment provider was not reached.',
};

/** Who brings an outcome: the request that made the attempt, or anyone who asked the provider. */
export interface OutcomeSource {
  /** The attempt the outcome was asked for; an outcome of an earlier one is ignored. */
  readonly attempt: number;
  /** Whether the caller made the attempt itself, so that its lease does not bind it. */
  readonly ownsAttempt: boolean;
  readonly actor: Actor;
}

/** Writes what became of a payment onto its purchase, in any order and any number of times. */
@Injectable()
export class PaymentOutcomes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly journal: PurchaseJournal,
    private readonly settlement: Settlement,
    private readonly recoveryLinks: RecoveryLinks,
  ) {}

  /** Applies a payment's state and gives the purchase as it then is. `succeeded` always wins. */
  apply(
    organizationId: string,
    purchaseId: string,
    state: PaymentState,
    source: OutcomeSource,
  ): Promise<TokenPurchase> {
    const { outcome } = state;
    if (outcome.kind === 'succeeded') {
      return this.settlement.settle(organizationId, purchaseId, state, source.actor);
    }
    return this.change(organizationId, purchaseId, source, (tx, purchase) => {
      switch (outcome.kind) {
        case 'requires_action':
          return this.awaitHolder(tx, purchase, outcome.clientSecret, source.actor);
        case 'declined':
          return this.fail(tx, purchase, declineOf(purchase, state, outcome.decline), source.actor);
        case 'canceled':
          return this.cancel(tx, purchase, source.actor);
        case 'unconfirmed':
          return this.fail(tx, purchase, NEVER_CHARGED, source.actor);
        case 'processing':
          return this.lookLater(tx, purchase);
      }
    });
  }

  /** Ends an attempt that moved no money. */
  failAttempt(
    organizationId: string,
    purchaseId: string,
    decline: Decline,
    source: OutcomeSource,
  ): Promise<TokenPurchase> {
    return this.change(organizationId, purchaseId, source, (tx, purchase) =>
      this.fail(tx, purchase, decline, source.actor),
    );
  }

  /** Ends an attempt of which the provider knows nothing. */
  neverCharged(
    organizationId: string,
    purchaseId: string,
    source: OutcomeSource,
  ): Promise<TokenPurchase> {
    return this.failAttempt(organizationId, purchaseId, NEVER_CHARGED, source);
  }

  private change(
    organizationId: string,
    purchaseId: string,
    source: OutcomeSource,
    work: (tx: Tx, purchase: TokenPurchase) => Promise<TokenPurchase>,
  ): Promise<TokenPurchase> {
    return this.unitOfWork.run(organizationId, async (tx) => {
      const purchase = await this.journal.lock(tx, purchaseId);
      if (!purchase) throw new NotFound('There is no such purchase.');
      if (!holdsSlot(purchase.status) || purchase.attempt !== source.attempt) return purchase;
      // The provider may still tell of the attempt before: leave the running one to its request.
      const isLeased =
        purchase.status === 'payment_pending' &&
        !source.ownsAttempt &&
        purchase.attemptUntil !== null &&
        purchase.attemptUntil > this.clock.now();
      return isLeased ? this.lookLater(tx, purchase) : work(tx, purchase);
    });
  }

  private awaitHolder(
    tx: Tx,
    purchase: TokenPurchase,
    clientSecret: string,
    actor: Actor,
  ): Promise<TokenPurchase> {
    if (purchase.status === 'requires_action') return this.lookLater(tx, purchase);
    const at = this.clock.now();
    return this.journal.advanceAudited(
      tx,
      purchase,
      {
        type: 'authentication_required',
        to: 'requires_action',
        summary: `The bank asks the holder of ${cardWords(purchase)} to authenticate.`,
      },
      { clientSecret, ...authenticationTimes(at) },
      actor,
      at,
    );
  }

  private async fail(
    tx: Tx,
    purchase: TokenPurchase,
    decline: Decline,
    actor: Actor,
  ): Promise<TokenPurchase> {
    const reason = decline.declineCode ?? decline.code;
    // Where no card was asked the purchase names that of the attempt before.
    const to = wasCardAsked(decline.code) ? ` to ${cardWords(purchase)}` : '';
    const summary = `Nothing was charged${to}: ${decline.message} (${reason})`;
    const at = this.clock.now();
    const failed = await this.journal.advanceAudited(
      tx,
      purchase,
      { type: 'payment_failed', to: 'payment_failed', summary },
      {
        ...NOTHING_OPEN,
        failureCode: decline.code,
        failureDeclineCode: decline.declineCode,
        failureMessage: decline.message,
      },
      actor,
      at,
    );
    await this.recoveryLinks.issueWhereNeeded(tx, failed, at);
    return failed;
  }

  private async cancel(tx: Tx, purchase: TokenPurchase, actor: Actor): Promise<TokenPurchase> {
    const at = this.clock.now();
    const isExpired = purchase.attemptUntil !== null && purchase.attemptUntil <= at;
    if (isExpired && (await wasChargedByPurser(tx, purchase.id)))
      return this.awaitHolderAgain(tx, purchase, actor, at);
    const step = {
      type: isExpired ? 'authentication_expired' : 'canceled',
      to: 'canceled' as const,
      summary: isExpired
        ? 'The time for authentication ran out. Nothing was charged.'
        : 'The payment was canceled. Nothing was charged.',
    };
    return this.journal.advanceAudited(tx, purchase, step, NOTHING_OPEN, actor, at, step.summary);
  }

  /**
   * A charge that Purser made is still owed when its holder leaves the bank's page: it can be paid
   * again, by its recovery link or in the console, with a new payment. The old one is canceled.
   */
  private awaitHolderAgain(
    tx: Tx,
    purchase: TokenPurchase,
    actor: Actor,
    at: Date,
  ): Promise<TokenPurchase> {
    const summary =
      'The time for authentication ran out. Nothing was charged; it can be paid again.';
    const step = { type: 'authentication_expired', to: 'payment_failed' as const, summary };
    const changes = {
      ...NOTHING_OPEN,
      paymentIntentId: null,
      failureCode: NEEDS_HOLDER,
      failureMessage: 'The time for authentication ran out.',
    };
    return this.journal.advanceAudited(tx, purchase, step, changes, actor, at, summary);
  }

  private lookLater(tx: Tx, purchase: TokenPurchase): Promise<TokenPurchase> {
    const dueAt = nextLook(this.clock.now(), purchase.attemptUntil);
    return this.journal.note(tx, purchase, { dueAt });
  }
}

const NOTHING_OPEN = { clientSecret: null, attemptUntil: null, dueAt: null } as const;

/** What the attempt under way failed of: a decline of the one before is not its own. */
const declineOf = ({ attempt }: TokenPurchase, state: PaymentState, decline: Decline): Decline =>
  state.attempt !== null && state.attempt < attempt ? NEVER_CHARGED : decline;

/** Whether Purser itself tried to charge it before its holder came. */
const wasChargedByPurser = (tx: Tx, purchaseId: string): Promise<boolean> =>
  tx.existsBy(PurchaseEvent, {
    organizationId: tx.organizationId,
    purchaseId,
    type: 'payment_started',
    actorType: 'system',
  });
