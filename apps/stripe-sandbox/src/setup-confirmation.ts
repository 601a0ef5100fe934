import type Stripe from 'stripe';
import { idOf, type Act } from './act.js';
import { cardError, declineBody } from './card-error.js';
import { docUrl, invalidRequest, type ApiError } from './errors.js';
import { newId } from './ids.js';
import { checkMethod, holderAction, type Confirmation } from './payment-confirmation.js';
import { bindToCustomer, cardBehind, markCard } from './payment-methods.js';
import type { Decline } from './test-cards.js';

/** How the caller wants a setup confirmed. */
export type SetupConfirmation = Pick<Confirmation, 'returnUrl' | 'usesSdk'>;

/** 400 `setup_intent_unexpected_state` with the intent as it is. */
export function unexpectedState(intent: Stripe.SetupIntent, message: string): ApiError {
  return invalidRequest(message, { code: 'setup_intent_unexpected_state', setup_intent: intent });
}

/** Statuses in which a setup can still be confirmed, changed or canceled. */
export const OPEN = new Set<string>([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
]);

/**
 * Confirms a setup: keeps the card, asks for 3-D Secure, or fails.
 * @throws ApiError 402 when the bank refuses the card, 400 when it cannot be confirmed
 */
export function confirmSetup(
  act: Act,
  before: Stripe.SetupIntent,
  given: Stripe.PaymentMethod | null,
  confirmation: SetupConfirmation,
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
  checkReturnUrl(before, confirmation);
  const intent = { ...before, payment_method: method.id, next_action: null };
  const card = cardBehind(act, method.id);
  if (card.authentication === 'always' || card.authentication === 'unless-set-up') {
    return askHolder(act, intent, method, confirmation);
  }
  if (card.decline && !card.attachesAnyway) refuse(act, intent, method, card.decline);
  return succeed(act, intent, method);
}

function checkReturnUrl(intent: Stripe.SetupIntent, confirmation: SetupConfirmation): void {
  if (confirmation.returnUrl !== null || confirmation.usesSdk) return;
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

function cardDetails(method: Stripe.PaymentMethod): Stripe.SetupAttempt.PaymentMethodDetails.Card {
  const { card } = method;
  if (!card) throw new Error(`${method.id} is not a card`);
  return {
    brand: card.brand,
    checks: card.checks,
    country: card.country,
    exp_month: card.exp_month,
    exp_year: card.exp_year,
    fingerprint: card.fingerprint ?? null,
    funding: card.funding,
    last4: card.last4,
    network: card.brand,
    three_d_secure: null,
    wallet: null,
  };
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
    payment_method_details: { card: cardDetails(method), type: 'card' },
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
  confirmation: SetupConfirmation,
): Stripe.SetupIntent {
  const asking = act.put('setup_intents', {
    ...intent,
    latest_attempt: recordAttempt(act, intent, method, 'requires_action'),
    next_action: holderAction(act, intent, confirmation),
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
