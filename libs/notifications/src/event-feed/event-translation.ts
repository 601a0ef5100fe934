import {
  AutoTopUpBlocked,
  AutoTopUpNeedsAuthentication,
  AutoTopUpResumed,
  AutoTopUpSuspended,
} from '@purser/auto-topup';
import type { EventType, PurchaseStatus } from '@purser/contracts';
import { PaymentMethodExpiring } from '@purser/payments';
import type { DomainEvent, DomainEventType } from '@purser/platform';
import {
  DisputeLost,
  DisputeWon,
  PurchaseChanged,
  PurchaseCompleted,
  PurchaseDisputed,
  RefundBooked,
  RefundCredited,
  RefundFailed,
} from '@purser/purchases';
import {
  SubscriptionActivated,
  SubscriptionCanceled,
  SubscriptionGraceEnding,
  SubscriptionPastDue,
  SubscriptionPaused,
  SubscriptionRenewalDue,
  SubscriptionRenewed,
  SubscriptionResumed,
} from '@purser/subscriptions';
import { TokensExpiring } from '../expiry/expiry.events.js';
import { LowBalanceFired, LowBalanceRecovered } from '../thresholds/threshold.events.js';
import type { TranslatedPurchase } from './purchase-facts.js';

/** A public event before it has its place in the feed. */
export interface Told {
  readonly type: EventType;
  readonly data: Record<string, unknown>;
  /** False where the organization chose other channels: it is in the feed, and sent to nobody. */
  readonly toEndpoints: boolean;
}

type Translate<E> = (event: E, purchase: TranslatedPurchase | null) => Told[];

/** What each domain event says in public, by its stable name. Other events are of no concern. */
const TRANSLATIONS = new Map<string, Translate<never>>();

function translate<E extends DomainEvent>(type: DomainEventType<E>, how: Translate<E>): void {
  TRANSLATIONS.set(type.eventName, how as Translate<never>);
}

function tell(type: EventType, data: Record<string, unknown>): Told {
  return { type, data, toEndpoints: true };
}

/** The named fields of the event: what a room adds to its events is not public by itself. */
function told<E extends DomainEvent>(
  type: EventType,
  event: E,
  fields: readonly (keyof E)[],
): Told {
  return tell(type, Object.fromEntries(fields.map((field) => [field, event[field]])));
}

/** As {@link told}, with the purchase that the event names. */
function toldOf<E extends DomainEvent>(
  type: EventType,
  event: E,
  fields: readonly (keyof E)[],
  purchase: TranslatedPurchase | null,
): Told {
  const { data } = told(type, event, fields);
  return tell(type, { ...data, purchase: purchase?.facts ?? null });
}

const PURCHASE_STATUSES: Partial<Record<PurchaseStatus, EventType>> = {
  requires_action: 'purchase.requires_action',
  payment_failed: 'purchase.failed',
  canceled: 'purchase.canceled',
};

translate(PurchaseChanged, ({ status }, purchase) => {
  const type = PURCHASE_STATUSES[status];
  if (type === undefined || !purchase) return [];
  const failure = type === 'purchase.failed' ? { failure: purchase.failure } : {};
  return [tell(type, { ...purchase.facts, status, ...failure })];
});

translate(PurchaseCompleted, (_event, purchase) => {
  if (!purchase) return [];
  const { facts, invoice } = purchase;
  const completed = tell('purchase.completed', { ...facts, status: 'completed', ...invoice });
  if (!invoice) return [completed];
  const issued = { ...invoice, purchaseReferenceId: facts.referenceId, price: facts.price };
  return [completed, tell('invoice.issued', issued)];
});

/** Money in minor units as the API writes it. */
function amountOf({ amountMinor, currency }: { amountMinor: number; currency: string }) {
  return { amount: amountMinor, currency: currency.toUpperCase() };
}

/** Money that went back, the tokens that went with it, and the purchase it is about. */
function moneyBack(
  event: { amountMinor: number; currency: string; tokens: number; bonusTokens: number },
  purchase: TranslatedPurchase | null,
) {
  const { tokens, bonusTokens } = event;
  return { amount: amountOf(event), tokens, bonusTokens, purchase: purchase?.facts ?? null };
}

translate(RefundBooked, (event, purchase) => {
  const { refundId, referenceId, creditNoteId, creditNoteNumber } = event;
  const shortfall = amountOf({ ...event, amountMinor: event.shortfallMinor });
  const refunded = tell('refund.succeeded', {
    refundId,
    ...moneyBack(event, purchase),
    shortfall,
  });
  if (creditNoteId === null) return [refunded];
  const amountMinor = event.creditedMinor ?? event.amountMinor;
  const note = {
    creditNoteId,
    number: creditNoteNumber,
    purchaseReferenceId: referenceId,
    amount: amountOf({ ...event, amountMinor }),
  };
  return [refunded, tell('credit_note.issued', note)];
});
translate(RefundCredited, (event) => {
  const { creditNoteId, creditNoteNumber: number, referenceId: purchaseReferenceId } = event;
  const note = { creditNoteId, number, purchaseReferenceId, amount: amountOf(event) };
  return [tell('credit_note.issued', note)];
});
translate(RefundFailed, (event, purchase) => {
  const { refundId, failure } = event;
  return [tell('refund.failed', { refundId, failure, ...moneyBack(event, purchase) })];
});

translate(PurchaseDisputed, (event, purchase) => {
  const { disputeId, reason, frozenTokens, frozenBonusTokens, evidenceDueBy } = event;
  const frozen = { frozenTokens, frozenBonusTokens, evidenceDueBy };
  const about = { amount: amountOf(event), purchase: purchase?.facts ?? null };
  return [tell('dispute.opened', { disputeId, reason, ...frozen, ...about })];
});
translate(DisputeWon, (event, purchase) => [
  tell('dispute.won', { disputeId: event.disputeId, ...moneyBack(event, purchase) }),
]);
translate(DisputeLost, (event, purchase) => [
  tell('dispute.lost', {
    disputeId: event.disputeId,
    ...moneyBack(event, purchase),
    lost: amountOf({ ...event, amountMinor: event.lostMinor ?? event.amountMinor }),
    shortfall: amountOf({ ...event, amountMinor: event.shortfallMinor }),
    returnedTwice: amountOf({ ...event, amountMinor: event.returnedTwiceMinor ?? 0 }),
  }),
]);

translate(PaymentMethodExpiring, (event) => [
  told('payment_method.expiring', event, [
    'paymentMethodId',
    'brand',
    'last4',
    'expMonth',
    'expYear',
    'isDefault',
  ]),
]);

translate(SubscriptionActivated, (event) => [
  told('subscription.activated', event, ['subscriptionId', 'packageId', 'nextChargeAt']),
]);
translate(SubscriptionRenewed, (event, purchase) => [
  toldOf(
    'subscription.renewed',
    event,
    ['subscriptionId', 'period', 'recovered', 'nextChargeAt'],
    purchase,
  ),
]);
translate(SubscriptionRenewalDue, (event) => [
  told('subscription.renewal_due', event, [
    'subscriptionId',
    'period',
    'packageId',
    'chargeAt',
    'daysLeft',
    'notOffered',
  ]),
]);
translate(SubscriptionPastDue, (event, purchase) => [
  toldOf(
    'subscription.past_due',
    event,
    ['subscriptionId', 'period', 'declineCode', 'nextAttemptAt', 'graceEndsAt'],
    purchase,
  ),
]);
translate(SubscriptionGraceEnding, (event, purchase) => [
  toldOf(
    'subscription.grace_ending',
    event,
    ['subscriptionId', 'period', 'graceEndsAt', 'daysLeft'],
    purchase,
  ),
]);
translate(SubscriptionPaused, (event) => [told('subscription.paused', event, ['subscriptionId'])]);
translate(SubscriptionResumed, (event) => [
  told('subscription.resumed', event, ['subscriptionId', 'nextChargeAt']),
]);
translate(SubscriptionCanceled, (event) => [
  told('subscription.canceled', event, ['subscriptionId', 'reason']),
]);

translate(AutoTopUpBlocked, ({ policyId, month, availableTokens, ...event }) => [
  tell('auto_topup.blocked', {
    policyId,
    month,
    monthlyLimit: amountOf({ ...event, amountMinor: event.limitMinor }),
    left: amountOf({ ...event, amountMinor: event.leftMinor }),
    needed: amountOf({ ...event, amountMinor: event.neededMinor }),
    availableTokens,
  }),
]);
translate(AutoTopUpNeedsAuthentication, (event, purchase) => [
  toldOf('auto_topup.requires_action', event, ['policyId'], purchase),
]);
translate(AutoTopUpSuspended, (event, purchase) => [
  toldOf('auto_topup.suspended', event, ['policyId', 'reason', 'consecutiveDeclines'], purchase),
]);
translate(AutoTopUpResumed, (event) => [told('auto_topup.resumed', event, ['policyId', 'reason'])]);

function threshold(type: 'wallet.low_balance' | 'wallet.recovered'): Translate<LowBalanceFired> {
  return ({ thresholdId, crossing, kind, value, availableTokens, markTokens, channels }) => [
    {
      type,
      data: { thresholdId, crossing, kind, value, availableTokens, markTokens },
      toEndpoints: channels.includes('webhook'),
    },
  ];
}
translate(LowBalanceFired, threshold('wallet.low_balance'));
translate(LowBalanceRecovered, threshold('wallet.recovered'));

translate(TokensExpiring, (event) => [
  told('lot.expiring', event, ['daysLeft', 'tokens', 'firstExpiresAt', 'lots']),
]);

/** Names of the domain events that say something in public. */
export const TRANSLATED_EVENTS: readonly string[] = [...TRANSLATIONS.keys()];

/**
 * What the domain event `eventName` says in public: none, one or several, in their order. `event`
 * has the fields of its class, `purchase` is the one it names.
 */
export function publicEventsOf(
  eventName: string,
  event: DomainEvent & Record<string, unknown>,
  purchase: TranslatedPurchase | null,
): Told[] {
  const how = TRANSLATIONS.get(eventName);
  return how ? how(event as never, purchase) : [];
}
