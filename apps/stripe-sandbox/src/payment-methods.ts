import type Stripe from 'stripe';
import { changedFrom, idOf, type Act } from './act.js';
import { cardError } from './card-error.js';
import { ApiError, invalidParameter, invalidRequest } from './errors.js';
import { address, fullAddress } from './address.js';
import { fingerprint, newId } from './ids.js';
import { listPage, page } from './listing.js';
import {
  anyHash,
  clearable,
  email,
  hash,
  integer,
  mergeMetadata,
  metadata,
  oneOf,
  required,
  text,
  unsupported,
  type Parsed,
} from './params.js';
import { get, post, type Route } from './route.js';
import { testCard, testCardNamed, type TestCard } from './test-cards.js';

export const billingDetails = hash({
  address: clearable(address),
  email: clearable(email),
  name: clearable(text()),
  phone: clearable(text()),
  tax_id: clearable(text()),
});
const redisplay = oneOf('always', 'limited', 'unspecified');

const SPENT =
  'This PaymentMethod was previously used without being attached to a Customer or was detached ' +
  'from a Customer, and may not be used again.';

/** 400 for a method that is not the customer's. */
export function notAttached(id: string): ApiError {
  return invalidRequest(
    `The customer does not have a payment method with the ID ${id}. The payment method must be ` +
      'attached to the customer.',
    { code: 'resource_missing', param: 'payment_method' },
  );
}

function cardObject(act: Act, card: TestCard): Stripe.PaymentMethod.Card {
  const today = new Date(act.now * 1000);
  return {
    brand: card.brand,
    checks: {
      address_line1_check: null,
      address_postal_code_check: null,
      cvc_check: card.cvcCheck ?? 'pass',
    },
    country: card.country,
    display_brand: card.brand,
    exp_month: today.getUTCMonth() + 1,
    exp_year: today.getUTCFullYear() + 1,
    fingerprint: fingerprint(card.number),
    funding: card.funding,
    generated_from: null,
    last4: card.number.slice(-4),
    networks: { available: [card.brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}

/** A payment method of its own for a test card, as Stripe makes one at each use of the name. */
function newPaymentMethod(act: Act, card: TestCard): Stripe.PaymentMethod {
  const method: Stripe.PaymentMethod = {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: fullAddress({}),
      email: null,
      name: null,
      phone: null,
      tax_id: null,
    },
    card: cardObject(act, card),
    created: act.now,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  };
  act.put('cards', { id: method.id, card: card.name, isSpent: false, isSetUp: false });
  return act.put('payment_methods', method);
}

/** The method with this id; the name of a test card makes one. */
export function resolvePaymentMethod(
  act: Act,
  id: string,
  param: string,
  place: 'path' | 'body' = 'body',
): Stripe.PaymentMethod {
  const card = id.startsWith('pm_card_') ? testCardNamed(id) : undefined;
  if (card) return newPaymentMethod(act, card);
  return place === 'path'
    ? act.fromPath('payment_methods', id)
    : act.fromParam('payment_methods', id, param);
}

/** The test card behind a method. */
export function cardBehind(act: Act, methodId: string): TestCard {
  const state = act.get('cards', methodId);
  if (!state) throw new Error(`no card behind ${methodId}`);
  return testCard(state.card);
}

/** Whether a method may never be used again, being used or detached without a customer. */
export function isSpent(act: Act, methodId: string): boolean {
  return act.get('cards', methodId)?.isSpent ?? false;
}

/** Remembers what became of the card behind a method. */
export function markCard(
  act: Act,
  methodId: string,
  change: { isSpent?: boolean; isSetUp?: boolean },
): void {
  const state = act.get('cards', methodId);
  if (state) act.put('cards', { ...state, ...change });
}

/** Ties a method to a customer without asking the bank. */
export function bindToCustomer(
  act: Act,
  method: Stripe.PaymentMethod,
  customer: string,
): Stripe.PaymentMethod {
  if (idOf(method.customer) === customer) return method;
  const attached = act.put('payment_methods', { ...method, customer });
  act.emit('payment_method.attached', attached);
  return attached;
}

/**
 * Attaches a method as `POST /v1/payment_methods/:id/attach` does: the bank is asked, so the
 * declining test cards fail with the decline of their charge (402).
 */
export function attachPaymentMethod(
  act: Act,
  method: Stripe.PaymentMethod,
  customer: string,
): Stripe.PaymentMethod {
  const owner = idOf(method.customer);
  if (owner !== null && owner !== customer) {
    throw invalidRequest(
      'The payment method you provided has already been attached to a customer.',
    );
  }
  if (isSpent(act, method.id)) throw invalidRequest(SPENT);
  const card = cardBehind(act, method.id);
  if (card.decline && !card.attachesAnyway) throw cardError(card.decline, {});
  return bindToCustomer(act, method, customer);
}

export function detachPaymentMethod(act: Act, method: Stripe.PaymentMethod): Stripe.PaymentMethod {
  const owner = idOf(method.customer);
  if (owner === null) {
    throw invalidRequest(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
    );
  }
  const detached = act.put('payment_methods', { ...method, customer: null });
  markCard(act, method.id, { isSpent: true });
  act.emit('payment_method.detached', detached, { customer: owner });
  const customer = act.get('customers', owner);
  if (customer && !customer.deleted) forgetDefault(act, customer, method.id);
  return detached;
}

function forgetDefault(act: Act, customer: Stripe.Customer, methodId: string): void {
  const settings = customer.invoice_settings;
  if (settings.default_payment_method !== methodId) return;
  const after = {
    ...customer,
    invoice_settings: { ...settings, default_payment_method: null },
  };
  act.put('customers', after);
  act.emit('customer.updated', after, changedFrom(customer, after));
}

const createParams = {
  type: oneOf('card'),
  allow_redisplay: redisplay,
  billing_details: billingDetails,
  card: hash({
    token: text(),
    number: text(),
    exp_month: integer(1),
    exp_year: integer(1),
    cvc: text(4),
    networks: anyHash,
  }),
  customer: unsupported,
  payment_method: unsupported,
  radar_options: anyHash,
  metadata,
};

function withDetails(
  method: Stripe.PaymentMethod,
  params: Pick<Parsed<typeof createParams>, 'allow_redisplay' | 'billing_details' | 'metadata'>,
): Stripe.PaymentMethod {
  const { address: place, ...rest } = params.billing_details ?? {};
  return {
    ...method,
    ...(params.allow_redisplay && { allow_redisplay: params.allow_redisplay }),
    billing_details: {
      ...method.billing_details,
      ...rest,
      ...(place !== undefined && { address: fullAddress(place ?? {}) }),
    },
    metadata: mergeMetadata(method.metadata ?? {}, params.metadata),
  };
}

/** Makes a method from a token such as `tok_visa`; raw card numbers are refused as by Stripe. */
export function createPaymentMethod(
  act: Act,
  params: Parsed<typeof createParams>,
): Stripe.PaymentMethod {
  const { token, number } = params.card ?? {};
  if (number !== undefined) {
    throw new ApiError(402, {
      type: 'invalid_request_error',
      message:
        'Sending credit card numbers directly to the Stripe API is generally unsafe. To continue ' +
        'processing use Stripe.js, the Stripe mobile bindings, or Stripe Elements.',
    });
  }
  if (token === undefined) {
    throw invalidParameter('Missing required param: card.', 'parameter_missing', 'card');
  }
  const card = token.startsWith('tok_') ? testCardNamed(token) : undefined;
  if (!card) {
    throw invalidRequest(`No such token: '${token}'`, {
      code: 'resource_missing',
      param: 'card[token]',
    });
  }
  return act.put('payment_methods', withDetails(newPaymentMethod(act, card), params));
}

/** A method given inline as `payment_method_data`. */
export const paymentMethodData = hash({ ...createParams, type: required(oneOf('card')) });

const updateParams = {
  allow_redisplay: redisplay,
  billing_details: billingDetails,
  card: hash({ exp_month: integer(1), exp_year: integer(1), networks: anyHash }),
  metadata,
};

function updatePaymentMethod(
  act: Act,
  before: Stripe.PaymentMethod,
  params: Parsed<typeof updateParams>,
): Stripe.PaymentMethod {
  if (idOf(before.customer) === null) {
    throw invalidRequest(
      'You must save this PaymentMethod to a customer before you can update it.',
    );
  }
  const { exp_month: month, exp_year: year } = params.card ?? {};
  const detailed = withDetails(before, params);
  const card = before.card && {
    ...before.card,
    ...(month !== undefined && { exp_month: month }),
    ...(year !== undefined && { exp_year: year }),
  };
  const after = { ...detailed, ...(card && { card }) };
  act.put('payment_methods', after);
  act.emit('payment_method.updated', after, changedFrom(before, after));
  return after;
}

const ofPath = (act: Act, path: Record<string, string>): Stripe.PaymentMethod =>
  resolvePaymentMethod(act, path['id'] ?? '', 'payment_method', 'path');

export const paymentMethodRoutes: Route[] = [
  post(
    '/v1/payment_methods',
    { ...createParams, type: required(createParams.type) },
    ({ act, params }) => createPaymentMethod(act, params),
    { isPublic: true },
  ),
  get(
    '/v1/payment_methods',
    { ...page, customer: text(), type: text(), allow_redisplay: text() },
    ({ act, params, url }) =>
      listPage(act, 'payment_methods', url, params, (method) => {
        const owner = idOf(method.customer);
        if (params.type !== undefined && method.type !== params.type) return false;
        return params.customer === undefined ? owner !== null : owner === params.customer;
      }),
  ),
  get('/v1/payment_methods/:id', {}, ({ act, path }) => ofPath(act, path)),
  post('/v1/payment_methods/:id', updateParams, ({ act, params, path }) =>
    updatePaymentMethod(act, ofPath(act, path), params),
  ),
  post(
    '/v1/payment_methods/:id/attach',
    { customer: required(text()), customer_account: unsupported },
    ({ act, params, path }) => {
      const customer = act.customer(params.customer);
      return attachPaymentMethod(act, ofPath(act, path), customer.id);
    },
  ),
  post('/v1/payment_methods/:id/detach', {}, ({ act, path }) =>
    detachPaymentMethod(act, ofPath(act, path)),
  ),
];
