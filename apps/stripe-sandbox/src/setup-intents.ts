import type Stripe from 'stripe';
import { idOf, type Act } from './act.js';
import { newClientSecret, newId } from './ids.js';
import { listPage, pageByTime } from './listing.js';
import {
  anyHash,
  bool,
  clearable,
  hash,
  list,
  mergeMetadata,
  metadata,
  oneOf,
  required,
  text,
  unsupported,
  url,
  type Parsed,
} from './params.js';
import { checkMethod } from './payment-confirmation.js';
import { createPaymentMethod, paymentMethodData, resolvePaymentMethod } from './payment-methods.js';
import { forBrowser } from './publishable.js';
import { get, post, type Call, type Route } from './route.js';
import {
  confirmSetup,
  OPEN,
  unexpectedState,
  type SetupConfirmation,
} from './setup-confirmation.js';

const common = {
  allowed_payment_method_types: list(text()),
  attach_to_self: unsupported,
  customer: text(),
  customer_account: unsupported,
  description: clearable(text(1000)),
  excluded_payment_method_types: list(text()),
  flow_directions: unsupported,
  metadata,
  payment_method: text(),
  payment_method_configuration: unsupported,
  payment_method_data: paymentMethodData,
  payment_method_options: hash({
    card: hash({ request_three_d_secure: oneOf('any', 'automatic', 'challenge') }),
  }),
};
const confirming = {
  confirmation_token: unsupported,
  mandate_data: anyHash,
  return_url: url,
  use_stripe_sdk: bool,
};
const createParams = {
  ...common,
  ...confirming,
  automatic_payment_methods: hash({
    enabled: required(bool),
    allow_redirects: oneOf('always', 'never'),
  }),
  confirm: bool,
  on_behalf_of: unsupported,
  single_use: unsupported,
  usage: oneOf('off_session', 'on_session'),
};
const confirmParams = {
  ...confirming,
  allowed_payment_method_types: list(text()),
  client_secret: text(),
  payment_method: text(),
  payment_method_data: paymentMethodData,
  payment_method_options: anyHash,
};

function newIntent(act: Act, params: Parsed<typeof createParams>): Stripe.SetupIntent {
  const id = newId('seti');
  const automatic = params.automatic_payment_methods;
  const isAutomatic = automatic ? automatic.enabled : !params.allowed_payment_method_types;
  return {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: params.allowed_payment_method_types ?? null,
    application: null,
    automatic_payment_methods: isAutomatic
      ? { allow_redirects: automatic?.allow_redirects ?? 'always', enabled: true }
      : null,
    cancellation_reason: null,
    client_secret: newClientSecret(id),
    created: act.now,
    customer: null,
    customer_account: null,
    description: params.description ?? null,
    excluded_payment_method_types: params.excluded_payment_method_types ?? null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata: mergeMetadata({}, params.metadata),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        mandate_options: null,
        network: null,
        request_three_d_secure:
          params.payment_method_options?.card?.request_three_d_secure ?? 'automatic',
      },
    },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: params.usage ?? 'off_session',
  };
}

function givenMethod(
  act: Act,
  params: Pick<Parsed<typeof confirmParams>, 'payment_method' | 'payment_method_data'>,
): Stripe.PaymentMethod | null {
  if (params.payment_method_data) return createPaymentMethod(act, params.payment_method_data);
  if (params.payment_method === undefined) return null;
  return resolvePaymentMethod(act, params.payment_method, 'payment_method');
}

const confirmationOf = (params: Partial<Parsed<typeof confirmParams>>): SetupConfirmation => ({
  returnUrl: params.return_url ?? null,
  usesSdk: params.use_stripe_sdk ?? false,
});

function createIntent(act: Act, params: Parsed<typeof createParams>): Stripe.SetupIntent {
  const intent = newIntent(act, params);
  if (params.customer !== undefined) intent.customer = act.customer(params.customer).id;
  const method = givenMethod(act, params);
  if (method) {
    checkMethod(act, intent, method);
    intent.payment_method = method.id;
    intent.status = 'requires_confirmation';
  }
  act.put('setup_intents', intent);
  act.emit('setup_intent.created', intent);
  return params.confirm ? confirmSetup(act, intent, method, confirmationOf(params)) : intent;
}

function updateIntent(
  act: Act,
  before: Stripe.SetupIntent,
  params: Parsed<typeof common>,
): Stripe.SetupIntent {
  const after = { ...before, metadata: mergeMetadata(before.metadata ?? {}, params.metadata) };
  if (params.description !== undefined) after.description = params.description;
  if (params.customer !== undefined) after.customer = act.customer(params.customer).id;
  if (params.allowed_payment_method_types) {
    after.allowed_payment_method_types = params.allowed_payment_method_types;
  }
  const method = givenMethod(act, params);
  if (method) {
    if (!OPEN.has(before.status)) {
      throw unexpectedState(before, `This SetupIntent has a status of ${before.status}.`);
    }
    checkMethod(act, after, method);
    after.payment_method = method.id;
    after.status = 'requires_confirmation';
    after.next_action = null;
  }
  return act.put('setup_intents', after);
}

function cancelIntent(
  act: Act,
  before: Stripe.SetupIntent,
  reason: Stripe.SetupIntent.CancellationReason | null,
): Stripe.SetupIntent {
  if (!OPEN.has(before.status)) {
    throw unexpectedState(
      before,
      `You cannot cancel this SetupIntent because it has a status of ${before.status}. Only a ` +
        `SetupIntent with one of the following statuses may be canceled: ${[...OPEN].join(', ')}.`,
    );
  }
  const canceled = { ...before, cancellation_reason: reason, next_action: null };
  const after = act.put('setup_intents', { ...canceled, status: 'canceled' });
  act.emit('setup_intent.canceled', after);
  return after;
}

const ofPath = ({ act, path }: Pick<Call<never>, 'act' | 'path'>): Stripe.SetupIntent =>
  act.fromPath('setup_intents', path['id'] ?? '');

const isPublic = { isPublic: true };

export const setupIntentRoutes: Route[] = [
  post('/v1/setup_intents', createParams, ({ act, params }) => createIntent(act, params)),
  get(
    '/v1/setup_intents',
    {
      ...pageByTime,
      attach_to_self: unsupported,
      customer: text(),
      customer_account: text(),
      payment_method: text(),
    },
    ({ act, params, url: address }) =>
      listPage(act, 'setup_intents', address, params, (intent) => {
        const { customer, payment_method: method } = params;
        if (customer !== undefined && idOf(intent.customer) !== customer) return false;
        return method === undefined || idOf(intent.payment_method) === method;
      }),
  ),
  get(
    '/v1/setup_attempts',
    { ...pageByTime, setup_intent: required(text()) },
    ({ act, params, url: address }) =>
      listPage(act, 'setup_attempts', address, params, (attempt) => {
        return idOf(attempt.setup_intent) === params.setup_intent;
      }),
  ),
  get(
    '/v1/setup_intents/:id',
    { client_secret: text() },
    (call) =>
      forBrowser.view(call, forBrowser.check(call, ofPath(call), call.params.client_secret)),
    isPublic,
  ),
  post('/v1/setup_intents/:id', common, (call) =>
    updateIntent(call.act, ofPath(call), call.params),
  ),
  post(
    '/v1/setup_intents/:id/confirm',
    confirmParams,
    (call) => {
      const { act, params } = call;
      const before = forBrowser.check(call, ofPath(call), params.client_secret);
      const method = givenMethod(act, params);
      return forBrowser.view(call, confirmSetup(act, before, method, confirmationOf(params)));
    },
    isPublic,
  ),
  post(
    '/v1/setup_intents/:id/cancel',
    { cancellation_reason: oneOf('abandoned', 'duplicate', 'requested_by_customer') },
    (call) => cancelIntent(call.act, ofPath(call), call.params.cancellation_reason ?? null),
  ),
];
