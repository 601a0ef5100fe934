import type Stripe from 'stripe';
import { idOf, type Act } from './act.js';
import { cardError, declineBody } from './card-error.js';
import { ApiError, docUrl, invalidRequest } from './errors.js';
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
import { checkMethod, holderAction } from './payment-confirmation.js';
import {
  bindToCustomer,
  cardBehind,
  createPaymentMethod,
  markCard,
  paymentMethodData,
  resolvePaymentMethod,
} from './payment-methods.js';
import { forBrowser } from './publishable.js';
import { get, post, type Call, type Route } from './route.js';
import type { Decline } from './test-cards.js';

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
  return params.confirm ? confirm(act, intent, method, params) : intent;
}

function unexpectedState(intent: Stripe.SetupIntent, message: string): ApiError {
  return invalidRequest(message, { code: 'setup_intent_unexpected_state', setup_intent: intent });
}

const OPEN = new Set<string>([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
]);

/** @throws ApiError 402 when the bank refuses the card, 400 when it cannot be confirmed */
function confirm(
  act: Act,
  before: Stripe.SetupIntent,
  given: Stripe.PaymentMethod | null,
  params: Partial<Parsed<typeof confirmParams>>,
): Stripe.SetupIntent {
  if (!OPEN.has(before.status)) {
    throw unexpectedState(
      before,
      `You cannot confirm this SetupIntent because it has a status of ${before.status}.`,
    );
  }
  const own = act.get('payment_methods', idOf(before.payment_method) ?? '');
  const method = given ?? own;
  if (!method) {
    throw unexpectedState(
      before,
      "You cannot confirm this SetupIntent because it's missing a payment method. Update the " +
        'SetupIntent with a payment method and then confirm it again.',
    );
  }
  checkMethod(act, before, method);
  checkReturnUrl(before, params);
  const intent = { ...before, payment_method: method.id, next_action: null };
  const card = cardBehind(act, method.id);
  if (card.authentication === 'always' || card.authentication === 'unless-set-up') {
    return askHolder(act, intent, method, params);
  }
  if (card.decline && !card.attachesAnyway) refuse(act, intent, method, card.decline);
  return succeed(act, intent, method);
}

function checkReturnUrl(
  intent: Stripe.SetupIntent,
  params: Partial<Parsed<typeof confirmParams>>,
): void {
  if (params.return_url !== undefined || params.use_stripe_sdk) return;
  if (intent.automatic_payment_methods?.allow_redirects !== 'always') return;
  throw invalidRequest(
    'This SetupIntent is configured to accept payment methods enabled in your Dashboard. Because ' +
      'some of these payment methods might redirect your customer off of your page, you must ' +
      "provide a `return_url`. If you don't want to accept redirect-based payment methods, set " +
      '`automatic_payment_methods[enabled]` to `true` and ' +
      '`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and ' +
      'Payment Intents.',
    { param: 'return_url' },
  );
}

function recordAttempt(
  act: Act,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  status: string,
  error: Stripe.SetupAttempt.SetupError | null = null,
): string {
  const id = newId('setatt');
  act.put('setup_attempts', {
    id,
    object: 'setup_attempt',
    application: null,
    created: act.now,
    customer: idOf(intent.customer),
    customer_account: null,
    flow_directions: null,
    livemode: false,
    on_behalf_of: null,
    payment_method: method.id,
    payment_method_details: { type: 'card' },
    setup_error: error,
    setup_intent: intent.id,
    status,
    usage: intent.usage,
  });
  return id;
}

function askHolder(
  act: Act,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  params: Partial<Parsed<typeof confirmParams>>,
): Stripe.SetupIntent {
  const returnUrl = params.return_url ?? null;
  const asking = act.put('setup_intents', {
    ...intent,
    latest_attempt: recordAttempt(act, intent, method, 'requires_action'),
    next_action: holderAction(act, intent, { returnUrl, usesSdk: params.use_stripe_sdk ?? false }),
    status: 'requires_action',
  });
  act.emit('setup_intent.requires_action', asking);
  return asking;
}

function succeed(
  act: Act,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
): Stripe.SetupIntent {
  const customer = idOf(intent.customer);
  if (customer === null) markCard(act, method.id, { isSpent: true });
  else bindToCustomer(act, method, customer);
  if (intent.usage === 'off_session') markCard(act, method.id, { isSetUp: true });
  const done = act.put('setup_intents', {
    ...intent,
    last_setup_error: null,
    latest_attempt: recordAttempt(act, intent, method, 'succeeded'),
    next_action: null,
    status: 'succeeded',
  });
  act.emit('setup_intent.succeeded', done);
  return done;
}

function fail(
  act: Act,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  error: Stripe.SetupIntent.LastSetupError,
): Stripe.SetupIntent {
  const attempt = recordAttempt(
    act,
    intent,
    method,
    'failed',
    error as Stripe.SetupAttempt.SetupError,
  );
  const failed = act.put('setup_intents', {
    ...intent,
    last_setup_error: error,
    latest_attempt: attempt,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  act.emit('setup_intent.setup_failed', failed);
  return failed;
}

function refuse(
  act: Act,
  intent: Stripe.SetupIntent,
  method: Stripe.PaymentMethod,
  decline: Decline,
): never {
  const body = { ...declineBody(decline), payment_method: method };
  const failed = fail(act, intent, method, body as Stripe.SetupIntent.LastSetupError);
  throw cardError(decline, { payment_method: method, setup_intent: failed });
}

/**
 * What the card holder did on the authentication page.
 * @throws ApiError 400 when the intent is not waiting for the holder
 */
export function authenticateSetup(
  act: Act,
  intent: Stripe.SetupIntent,
  isAuthentic: boolean,
): Stripe.SetupIntent {
  const method = act.get('payment_methods', idOf(intent.payment_method) ?? '');
  if (intent.status !== 'requires_action' || !method) {
    throw unexpectedState(
      intent,
      `This SetupIntent is not waiting for authentication: its status is ${intent.status}.`,
    );
  }
  if (isAuthentic) return succeed(act, intent, method);
  const code = 'setup_intent_authentication_failure';
  return fail(act, intent, method, {
    code,
    doc_url: docUrl(code),
    message:
      'The latest attempt to set up the payment method has failed because authentication failed.',
    payment_method: method,
    type: 'invalid_request_error',
  });
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
      return forBrowser.view(call, confirm(act, before, givenMethod(act, params), params));
    },
    isPublic,
  ),
  post(
    '/v1/setup_intents/:id/cancel',
    { cancellation_reason: oneOf('abandoned', 'duplicate', 'requested_by_customer') },
    (call) => cancelIntent(call.act, ofPath(call), call.params.cancellation_reason ?? null),
  ),
];
