/**
 * The public events: what programs are told by webhook and by `GET /events`. A name is never renamed
 * and never changes its meaning; fields are only added.
 */
export const EVENT_TYPES = {
  'purchase.requires_action': 'The bank wants the card holder before it pays',
  'purchase.failed': 'A payment was declined; another card may be tried',
  'purchase.canceled': 'A purchase was called off',
  'purchase.completed': 'Tokens were paid and credited',
  'invoice.issued': 'An invoice got its number',
  'refund.succeeded': 'Money of a purchase was paid back and its tokens were taken',
  'refund.failed': 'A refund failed; the tokens were given back',
  'credit_note.issued': 'A credit note got its number',
  'dispute.opened': 'A card holder disputes a payment; what is left of its tokens is frozen',
  'dispute.won': 'A dispute was won; the frozen tokens were given back',
  'dispute.lost': 'A dispute was lost; the frozen tokens are void',
  'payment_method.expiring': 'A kept card stops being good at the end of its month',
  'subscription.activated': 'A subscription began',
  'subscription.renewed': 'A further period was paid',
  'subscription.renewal_due':
    'The next period is charged in three days, or the subscription ends then',
  'subscription.past_due': 'A charge was declined and grace began',
  'subscription.grace_ending': 'Grace ends soon',
  'subscription.paused': 'A subscription is paused',
  'subscription.resumed': 'A subscription goes on',
  'subscription.canceled': 'A subscription ended',
  'auto_topup.blocked': 'The monthly limit stood in the way of a top-up',
  'auto_topup.requires_action': 'The bank wants the card holder for a top-up',
  'auto_topup.suspended': 'A policy buys nothing more until somebody acts',
  'auto_topup.resumed': 'A suspended policy buys again',
  'wallet.low_balance': 'Available fell below a threshold',
  'wallet.recovered': 'Available rose above a threshold that had fired',
  'lot.expiring': 'Tokens expire soon',
  'webhook.test': 'Somebody asked for a test; sent to one endpoint and in no feed',
} as const satisfies Record<string, string>;

/** A public event by its name. */
export type EventType = keyof typeof EVENT_TYPES;

/** What an endpoint can subscribe to, and the feed can be filtered by: all but the test. */
export const SUBSCRIBABLE_EVENT_TYPES = (Object.keys(EVENT_TYPES) as EventType[]).filter(
  (type) => type !== 'webhook.test',
);
