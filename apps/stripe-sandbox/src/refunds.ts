import type Stripe from 'stripe';
import { changedFrom, idOf, type Act } from './act.js';
import { book } from './balance-transactions.js';
import { updateCharge } from './charges.js';
import { formatAmount } from './currencies.js';
import { invalidParameter, invalidRequest } from './errors.js';
import { newId } from './ids.js';
import { listPage, pageByTime } from './listing.js';
import {
  integer,
  mergeMetadata,
  metadata,
  oneOf,
  text,
  unsupported,
  type Parsed,
} from './params.js';
import { cardBehind } from './payment-methods.js';
import { get, post, type Route } from './route.js';
import { schedule } from './tasks.js';

const createParams = {
  amount: integer(1),
  charge: text(),
  currency: unsupported,
  customer: unsupported,
  instructions_email: unsupported,
  metadata,
  origin: unsupported,
  payment_intent: text(),
  reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
  refund_application_fee: unsupported,
  reverse_transfer: unsupported,
};

function noChargeToRefund(intent: string): never {
  throw invalidRequest(
    `This PaymentIntent (${intent}) does not have a successful charge to refund.`,
    { param: 'payment_intent' },
  );
}

function chargeToRefund(act: Act, params: Parsed<typeof createParams>): Stripe.Charge {
  if (params.payment_intent !== undefined) {
    const intent = act.fromParam('payment_intents', params.payment_intent, 'payment_intent');
    const charge = act.get('charges', idOf(intent.latest_charge) ?? '');
    return charge?.paid ? charge : noChargeToRefund(intent.id);
  }
  if (params.charge === undefined) {
    throw invalidParameter(
      'One of the following params should be provided for this request: payment_intent or charge.',
      'parameter_missing',
      'charge',
    );
  }
  const charge = act.fromParam('charges', params.charge, 'charge');
  return charge.paid ? charge : noChargeToRefund(idOf(charge.payment_intent) ?? charge.id);
}

/** How much of a charge can still go back; refuses what Stripe would refuse. */
function checkRefundable(act: Act, charge: Stripe.Charge, amount: number | undefined): number {
  const left = charge.amount_captured - charge.amount_refunded;
  if (charge.refunded || left === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
      charge: charge.id,
    });
  }
  if (isWithdrawn(act, charge)) {
    throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
      charge: charge.id,
    });
  }
  if (amount !== undefined && amount > left) {
    const { currency } = charge;
    throw invalidRequest(
      `Refund amount (${formatAmount(amount, currency)}) is greater than unrefunded amount on ` +
        `charge (${formatAmount(left, currency)})`,
      { param: 'amount' },
    );
  }
  return amount ?? left;
}

/** Whether a dispute holds the charge's money. */
function isWithdrawn(act: Act, charge: Stripe.Charge): boolean {
  if (!charge.disputed) return false;
  for (const dispute of act.store.newestFirst('disputes')) {
    const isOpen = dispute.status !== 'won' && !dispute.is_charge_refundable;
    if (idOf(dispute.charge) === charge.id && isOpen) return true;
  }
  return false;
}

function movement(act: Act, refund: Stripe.Refund, sign: -1 | 1): Stripe.BalanceTransaction {
  return book(act, {
    type: sign < 0 ? 'refund' : 'refund_failure',
    reportingCategory: sign < 0 ? 'refund' : 'refund_failure',
    amount: sign * refund.amount,
    currency: refund.currency,
    fee: 0,
    feeDescription: '',
    source: refund.id,
    description: `REFUND${sign < 0 ? '' : ' FAILURE'} FOR CHARGE (${idOf(refund.charge)})`,
    isAvailableAtOnce: true,
  });
}

function createRefund(act: Act, params: Parsed<typeof createParams>): Stripe.Refund {
  const charge = chargeToRefund(act, params);
  const amount = checkRefundable(act, charge, params.amount);
  const behaviour = charge.payment_method
    ? cardBehind(act, charge.payment_method).refund
    : undefined;
  const drafted: Stripe.Refund = {
    id: newId('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: act.now,
    currency: charge.currency,
    customer: idOf(charge.customer),
    customer_account: null,
    destination_details: {
      card: {
        reference_status: 'pending',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
      type: 'card',
    },
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: idOf(charge.payment_intent),
    payment_method: charge.payment_method,
    ...(behaviour === 'pending' && { pending_reason: 'processing' as const }),
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: behaviour === 'pending' ? 'pending' : 'succeeded',
    transfer_reversal: null,
  };
  const refund = act.put('refunds', {
    ...drafted,
    balance_transaction: movement(act, drafted, -1).id,
  });
  const refunded = charge.amount_refunded + amount;
  updateCharge(
    act,
    charge,
    { amount_refunded: refunded, refunded: refunded === charge.amount_captured },
    'charge.refunded',
  );
  act.emit('refund.created', refund);
  if (behaviour === 'pending') schedule(act, 'refund-succeeds', refund.id);
  if (behaviour === 'fails') schedule(act, 'refund-fails', refund.id);
  return refund;
}

function change(
  act: Act,
  before: Stripe.Refund,
  difference: Partial<Stripe.Refund>,
): Stripe.Refund {
  const after = act.put('refunds', { ...before, ...difference });
  const previous = changedFrom(before, after);
  act.emit('refund.updated', after, previous);
  act.emit('charge.refund.updated', after, previous);
  return after;
}

/** A pending refund reaches the customer. */
export function succeedRefund(act: Act, before: Stripe.Refund): void {
  const { pending_reason: _reason, ...rest } = before;
  const settled = act.put('refunds', rest);
  change(act, { ...settled, status: before.status }, { status: 'succeeded' });
}

/** The customer's bank sends a refund back: the money returns to the account. */
export function failRefund(act: Act, before: Stripe.Refund): void {
  const failed = change(act, before, {
    failure_balance_transaction: movement(act, before, 1).id,
    failure_reason: 'expired_or_canceled_card',
    status: 'failed',
  });
  act.emit('refund.failed', failed);
  const charge = act.get('charges', idOf(before.charge) ?? '');
  if (!charge) return;
  const amount_refunded = charge.amount_refunded - before.amount;
  updateCharge(act, charge, { amount_refunded, refunded: false });
}

export const refundRoutes: Route[] = [
  post('/v1/refunds', createParams, ({ act, params }) => createRefund(act, params)),
  get(
    '/v1/refunds',
    { ...pageByTime, charge: text(), payment_intent: text() },
    ({ act, params, url }) =>
      listPage(act, 'refunds', url, params, (refund) => {
        const { charge, payment_intent: intent } = params;
        if (charge !== undefined && idOf(refund.charge) !== charge) return false;
        return intent === undefined || idOf(refund.payment_intent) === intent;
      }),
  ),
  get('/v1/refunds/:id', {}, ({ act, path }) => act.fromPath('refunds', path['id'] ?? '')),
  post('/v1/refunds/:id', { metadata }, ({ act, params, path }) => {
    const before = act.fromPath('refunds', path['id'] ?? '');
    return change(act, before, {
      metadata: mergeMetadata(before.metadata ?? {}, params.metadata),
    });
  }),
];
