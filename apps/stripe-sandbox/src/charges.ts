import type Stripe from 'stripe';
import { changedFrom, idOf, type Act } from './act.js';
import { fullShipping, shipping } from './address.js';
import { book, chargeFee } from './balance-transactions.js';
import { networkAnswer } from './card-error.js';
import { newId } from './ids.js';
import { listPage, pageByTime } from './listing.js';
import { hash, mergeMetadata, metadata, oneOf, text, unsupported, type Parsed } from './params.js';
import { cardBehind } from './payment-methods.js';
import { get, post, type Route } from './route.js';
import type { Decline, TestCard } from './test-cards.js';

/** How one attempt to charge a card went. */
export interface Attempt {
  decline: Decline | null;
  isCaptured: boolean;
  /** Whether the holder authenticated for this very charge. */
  isAuthenticated: boolean;
}

function outcome(card: TestCard, decline: Decline | null): Stripe.Charge.Outcome {
  const isBlocked = card.risk === 'highest' && decline !== null;
  const risk = { risk_level: card.risk ?? 'normal', risk_score: card.risk ? 75 : 12 };
  if (!decline) {
    return {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: card.risk === 'elevated' ? 'elevated_risk_level' : null,
      ...risk,
      seller_message: 'Payment complete.',
      type: card.risk === 'elevated' ? 'manual_review' : 'authorized',
    };
  }
  const network = networkAnswer(decline);
  return {
    advice_code: (network?.advice as Stripe.Charge.Outcome.AdviceCode | undefined) ?? null,
    network_advice_code: null,
    network_decline_code: network?.code ?? null,
    network_status: isBlocked ? 'not_sent_to_network' : 'declined_by_network',
    reason: isBlocked ? 'highest_risk_level' : (decline.declineCode ?? decline.code),
    ...risk,
    seller_message: isBlocked
      ? 'Stripe blocked this payment as too risky.'
      : `The bank returned the decline code \`${decline.declineCode ?? decline.code}\`.`,
    type: isBlocked ? 'blocked' : 'issuer_declined',
  };
}

function cardDetails(
  method: Stripe.PaymentMethod,
  amount: number,
  attempt: Attempt,
): Stripe.Charge.PaymentMethodDetails.Card {
  const card = method.card;
  if (!card) throw new Error(`${method.id} is not a card`);
  const isApproved = attempt.decline === null;
  return {
    amount_authorized: isApproved ? amount : null,
    authorization_code: isApproved ? '123456' : null,
    brand: card.brand,
    checks: card.checks,
    country: card.country,
    electronic_commerce_indicator: attempt.isAuthenticated ? '05' : '07',
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    extended_authorization: { status: 'disabled' },
    fingerprint: card.fingerprint ?? null,
    funding: card.funding,
    incremental_authorization: { status: 'unavailable' },
    installments: null,
    last4: card.last4,
    mandate: null,
    multicapture: { status: 'unavailable' },
    network: card.brand,
    network_token: { used: false },
    network_transaction_id: '104102000000000',
    overcapture: { maximum_amount_capturable: amount, status: 'unavailable' },
    regulated_status: 'unregulated',
    three_d_secure: attempt.isAuthenticated
      ? {
          authentication_flow: 'challenge',
          electronic_commerce_indicator: '05',
          exemption_indicator: null,
          result: 'authenticated',
          result_reason: null,
          transaction_id: '2a7b2f5a-0000-4000-8000-000000000000',
          version: '2.2.0',
        }
      : null,
    transaction_link_id: null,
    wallet: null,
  };
}

/** Makes the charge of one attempt; a captured one gets its balance transaction separately. */
export function recordCharge(
  act: Act,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  attempt: Attempt,
): Stripe.Charge {
  const { decline } = attempt;
  const id = newId('ch');
  const isCaptured = decline === null && attempt.isCaptured;
  const charge: Stripe.Charge = {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: isCaptured ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: ['PURSER SANDBOX', intent.statement_descriptor_suffix]
      .filter((part) => part !== null)
      .join('* '),
    captured: isCaptured,
    created: act.now,
    currency: intent.currency,
    customer: idOf(intent.customer),
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcome(cardBehind(act, method.id), decline),
    paid: decline === null,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { card: cardDetails(method, intent.amount, attempt), type: 'card' },
    radar_options: {},
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: decline ? null : `${act.settings.publicUrl()}/receipts/${id}`,
    refunded: false,
    review: null,
    shipping: intent.shipping,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status: decline ? 'failed' : 'succeeded',
    transfer_data: null,
    transfer_group: intent.transfer_group,
  };
  act.put('charges', charge);
  act.emit(decline ? 'charge.failed' : 'charge.succeeded', charge);
  return charge;
}

/** Books the money of a captured charge. */
export function bookCharge(act: Act, charge: Stripe.Charge): Stripe.Charge {
  const card = charge.payment_method ? cardBehind(act, charge.payment_method) : undefined;
  const transaction = book(act, {
    type: 'charge',
    reportingCategory: 'charge',
    amount: charge.amount_captured,
    currency: charge.currency,
    fee: chargeFee(charge.amount_captured, charge.currency),
    feeDescription: 'Stripe processing fees',
    source: charge.id,
    description: charge.description,
    isAvailableAtOnce: card?.bypassesPending ?? false,
  });
  return act.put('charges', { ...charge, balance_transaction: transaction.id });
}

/** Changes a charge and announces it as `charge.updated` or under the given name. */
export function updateCharge(
  act: Act,
  before: Stripe.Charge,
  change: Partial<Stripe.Charge>,
  event = 'charge.updated',
): Stripe.Charge {
  const after = act.put('charges', { ...before, ...change });
  act.emit(event, after, changedFrom(before, after));
  return after;
}

const updateParams = {
  customer: text(),
  description: text(),
  fraud_details: hash({ user_report: oneOf('fraudulent', 'safe') }),
  metadata,
  receipt_email: text(),
  shipping,
  transfer_group: unsupported,
};

function changeOf(
  act: Act,
  before: Stripe.Charge,
  params: Parsed<typeof updateParams>,
): Partial<Stripe.Charge> {
  const { description, receipt_email: receipt, fraud_details: fraud } = params;
  return {
    metadata: mergeMetadata(before.metadata, params.metadata),
    ...(params.customer !== undefined && { customer: act.customer(params.customer).id }),
    ...(description !== undefined && { description }),
    ...(receipt !== undefined && { receipt_email: receipt }),
    ...(fraud && { fraud_details: fraud as Stripe.Charge.FraudDetails }),
    ...(params.shipping && { shipping: fullShipping(params.shipping) as Stripe.Charge.Shipping }),
  };
}

export const chargeRoutes: Route[] = [
  get(
    '/v1/charges',
    { ...pageByTime, customer: text(), payment_intent: text(), transfer_group: text() },
    ({ act, params, url }) =>
      listPage(act, 'charges', url, params, (charge) => {
        const { customer, payment_intent: intent, transfer_group: group } = params;
        if (customer !== undefined && idOf(charge.customer) !== customer) return false;
        if (group !== undefined && charge.transfer_group !== group) return false;
        return intent === undefined || idOf(charge.payment_intent) === intent;
      }),
  ),
  get('/v1/charges/:id', {}, ({ act, path }) => act.fromPath('charges', path['id'] ?? '')),
  post('/v1/charges/:id', updateParams, ({ act, params, path }) => {
    const charge = act.fromPath('charges', path['id'] ?? '');
    return updateCharge(act, charge, changeOf(act, charge, params));
  }),
];
