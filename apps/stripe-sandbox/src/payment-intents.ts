import type Stripe from 'stripe';
import { idOf, type Act } from './act.js';
import { fullShipping } from './address.js';
import { bookCharge, updateCharge } from './charges.js';
import { checkChargeAmount, knownCurrency } from './currencies.js';
import { invalidParameter, invalidRequest } from './errors.js';
import { newClientSecret, newId } from './ids.js';
import { listPage, pageByTime } from './listing.js';
import { mergeMetadata, oneOf, text, type Parsed } from './params.js';
import {
  captureParams,
  confirmParams,
  createParams,
  updateParams,
} from './payment-intent-params.js';
import {
  checkMethod,
  confirmIntent,
  unexpectedState,
  type Confirmation,
} from './payment-confirmation.js';
import { createPaymentMethod, resolvePaymentMethod } from './payment-methods.js';
import { forBrowser } from './publishable.js';
import { get, post, type Call, type Route } from './route.js';
import { searchPage, searchParams } from './search.js';

function newIntent(act: Act, amount: number, currency: string): Stripe.PaymentIntent {
  const id = newId('pi');
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: newClientSecret(id),
    confirmation_method: 'automatic',
    created: act.now,
    currency,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: 'automatic',
      },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  };
}

type Changeable = Parsed<Omit<typeof updateParams, 'amount' | 'currency'>>;

/** The method that the parameters name or describe. */
function givenMethod(
  act: Act,
  params: Pick<Changeable, 'payment_method' | 'payment_method_data'>,
): Stripe.PaymentMethod | null {
  if (params.payment_method_data) return createPaymentMethod(act, params.payment_method_data);
  if (params.payment_method === undefined) return null;
  return resolvePaymentMethod(act, params.payment_method, 'payment_method');
}

/** The intent with the parameters applied; what is not given stays. */
function withParams(
  act: Act,
  before: Stripe.PaymentIntent,
  params: Partial<Changeable>,
): Stripe.PaymentIntent {
  const after = { ...before, metadata: mergeMetadata(before.metadata, params.metadata) };
  const plain = [
    'allowed_payment_method_types',
    'capture_method',
    'description',
    'excluded_payment_method_types',
    'receipt_email',
    'setup_future_usage',
    'statement_descriptor',
    'statement_descriptor_suffix',
    'transfer_group',
  ] as const;
  for (const name of plain) {
    if (params[name] !== undefined) Object.assign(after, { [name]: params[name] });
  }
  if (params.customer !== undefined) after.customer = act.customer(params.customer).id;
  if (params.shipping !== undefined) after.shipping = fullShipping(params.shipping);
  if (params.payment_details) {
    after.payment_details = {
      customer_reference: params.payment_details.customer_reference ?? null,
      order_reference: params.payment_details.order_reference ?? null,
    };
  }
  const card = before.payment_method_options?.card;
  const request = params.payment_method_options?.card?.request_three_d_secure;
  if (card && request) {
    after.payment_method_options = { card: { ...card, request_three_d_secure: request } };
  }
  return after;
}

function confirmationOf(
  params: Partial<Parsed<typeof confirmParams>>,
  method: Stripe.PaymentMethod | null,
): Confirmation {
  return {
    method,
    isOffSession: params.off_session ?? false,
    refusesAction: params.error_on_requires_action ?? false,
    returnUrl: params.return_url ?? null,
    usesSdk: params.use_stripe_sdk ?? false,
  };
}

function createIntent(act: Act, params: Parsed<typeof createParams>): Stripe.PaymentIntent {
  const currency = knownCurrency(params.currency);
  checkChargeAmount(params.amount, currency);
  if (!params.confirm && params.off_session !== undefined) {
    throw invalidParameter(
      'You cannot set `off_session` when you are not confirming the PaymentIntent.',
      null,
      'off_session',
    );
  }
  const intent = withParams(act, newIntent(act, params.amount, currency), params);
  if (params.confirmation_method) intent.confirmation_method = params.confirmation_method;
  intent.automatic_payment_methods = acceptance(params);
  const method = givenMethod(act, params);
  if (method) {
    checkMethod(act, intent, method);
    intent.payment_method = method.id;
    intent.status = 'requires_confirmation';
  }
  act.put('payment_intents', intent);
  act.emit('payment_intent.created', intent);
  if (!params.confirm) return intent;
  return confirmIntent(act, intent, confirmationOf(params, method));
}

/** Automatic payment methods are the default unless the caller lists the types itself. */
function acceptance(
  params: Parsed<typeof createParams>,
): Stripe.PaymentIntent.AutomaticPaymentMethods | null {
  const { automatic_payment_methods: automatic } = params;
  if (!automatic) {
    return params.allowed_payment_method_types
      ? null
      : { allow_redirects: 'always', enabled: true };
  }
  if (!automatic.enabled) return null;
  return { allow_redirects: automatic.allow_redirects ?? 'always', enabled: true };
}

const AMOUNT_CHANGEABLE = new Set<string>([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
]);

function updateIntent(
  act: Act,
  before: Stripe.PaymentIntent,
  params: Parsed<typeof updateParams>,
): Stripe.PaymentIntent {
  const isOpen = AMOUNT_CHANGEABLE.has(before.status);
  const fixed = (['amount', 'currency', 'customer', 'payment_method'] as const).find(
    (name) => params[name] !== undefined,
  );
  if (!isOpen && fixed !== undefined) {
    throw unexpectedState(
      before,
      `This PaymentIntent's ${fixed} could not be updated because it has a status of ` +
        `${before.status}. You may only update the ${fixed} of a PaymentIntent with one of the ` +
        `following statuses: ${[...AMOUNT_CHANGEABLE].join(', ')}.`,
    );
  }
  const amount = params.amount ?? before.amount;
  const currency = params.currency ? knownCurrency(params.currency) : before.currency;
  checkChargeAmount(amount, currency);
  // Stripe forgets what an attempt failed of as soon as the intent is updated for any reason.
  const after = { ...withParams(act, before, params), amount, currency, last_payment_error: null };
  const method = givenMethod(act, params);
  if (method) {
    checkMethod(act, after, method);
    after.payment_method = method.id;
    after.status = 'requires_confirmation';
    after.next_action = null;
  }
  return act.put('payment_intents', after);
}

function captureIntent(
  act: Act,
  before: Stripe.PaymentIntent,
  params: Parsed<typeof captureParams>,
): Stripe.PaymentIntent {
  if (before.status !== 'requires_capture') {
    throw unexpectedState(
      before,
      `This PaymentIntent could not be captured because it has a status of ${before.status}. ` +
        'Only a PaymentIntent with one of the following statuses may be captured: ' +
        'requires_capture.',
    );
  }
  const amount = params.amount_to_capture ?? before.amount_capturable;
  if (amount > before.amount_capturable) {
    throw invalidRequest(
      `The amount_to_capture of ${amount} is greater than the amount_capturable of ` +
        `${before.amount_capturable}.`,
      { code: 'amount_too_large', param: 'amount_to_capture' },
    );
  }
  const charge = act.fromPath('charges', idOf(before.latest_charge) ?? '');
  const taken = { amount_captured: amount, captured: true };
  bookCharge(act, updateCharge(act, charge, taken, 'charge.captured'));
  const after = act.put('payment_intents', {
    ...before,
    amount_capturable: 0,
    amount_received: amount,
    metadata: mergeMetadata(before.metadata, params.metadata),
    status: 'succeeded',
  });
  act.emit('payment_intent.succeeded', after);
  return after;
}

const CANCELABLE = [
  'requires_payment_method',
  'requires_capture',
  'requires_confirmation',
  'requires_action',
  'processing',
];

function cancelIntent(
  act: Act,
  before: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent.CancellationReason | null,
): Stripe.PaymentIntent {
  if (!CANCELABLE.includes(before.status)) {
    throw unexpectedState(
      before,
      `You cannot cancel this PaymentIntent because it has a status of ${before.status}. Only a ` +
        'PaymentIntent with one of the following statuses may be canceled: ' +
        `${CANCELABLE.join(', ')}.`,
    );
  }
  if (before.status === 'requires_capture') {
    const charge = act.fromPath('charges', idOf(before.latest_charge) ?? '');
    const released = { amount_refunded: charge.amount, refunded: true };
    updateCharge(act, charge, released, 'charge.refunded');
  }
  const after = act.put('payment_intents', {
    ...before,
    amount_capturable: 0,
    canceled_at: act.now,
    cancellation_reason: reason,
    next_action: null,
    status: 'canceled',
  });
  act.emit('payment_intent.canceled', after);
  return after;
}

function confirmCall(call: Call<Parsed<typeof confirmParams>>): object {
  const { act, params } = call;
  const before = forBrowser.check(call, ofPath(call), params.client_secret);
  if ((params.amount_to_confirm ?? before.amount) !== before.amount) {
    throw invalidRequest('The amount to confirm differs from the amount of the PaymentIntent.', {
      param: 'amount_to_confirm',
    });
  }
  const changed = act.put('payment_intents', withParams(act, before, params));
  const method = givenMethod(act, params);
  return forBrowser.view(call, confirmIntent(act, changed, confirmationOf(params, method)));
}

const ofPath = ({ act, path }: Pick<Call<never>, 'act' | 'path'>): Stripe.PaymentIntent =>
  act.fromPath('payment_intents', path['id'] ?? '');

const isPublic = { isPublic: true };

export const paymentIntentRoutes: Route[] = [
  post('/v1/payment_intents', createParams, ({ act, params }) => createIntent(act, params)),
  get(
    '/v1/payment_intents',
    { ...pageByTime, customer: text(), customer_account: text() },
    ({ act, params, url: address }) =>
      listPage(act, 'payment_intents', address, params, (intent) => {
        return params.customer === undefined || idOf(intent.customer) === params.customer;
      }),
  ),
  get('/v1/payment_intents/search', searchParams, (call) => searchPage(call, 'payment_intents')),
  get(
    '/v1/payment_intents/:id',
    { client_secret: text() },
    (call) =>
      forBrowser.view(call, forBrowser.check(call, ofPath(call), call.params.client_secret)),
    isPublic,
  ),
  post('/v1/payment_intents/:id', updateParams, (call) =>
    updateIntent(call.act, ofPath(call), call.params),
  ),
  post('/v1/payment_intents/:id/confirm', confirmParams, confirmCall, isPublic),
  post('/v1/payment_intents/:id/capture', captureParams, (call) =>
    captureIntent(call.act, ofPath(call), call.params),
  ),
  post(
    '/v1/payment_intents/:id/cancel',
    {
      cancellation_reason: oneOf('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'),
    },
    (call) => cancelIntent(call.act, ofPath(call), call.params.cancellation_reason ?? null),
  ),
];
