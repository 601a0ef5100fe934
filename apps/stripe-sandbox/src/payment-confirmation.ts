import type Stripe from 'stripe';
import { idOf, type Act } from './act.js';
import { AUTHENTICATION_REQUIRED, cardError, declineBody } from './card-error.js';
import { bookCharge, recordCharge } from './charges.js';
import { ApiError, docUrl, invalidRequest } from './errors.js';
import { newId } from './ids.js';
import { bindToCustomer, cardBehind, isSpent, markCard, notAttached } from './payment-methods.js';
import { schedule } from './tasks.js';
import type { Decline } from './test-cards.js';

/** How the caller wants a payment confirmed. */
export interface Confirmation {
  /** The method to use; without one the intent's own is used. */
  method: Stripe.PaymentMethod | null;
  /** Whether the card holder is absent. */
  isOffSession: boolean;
  /** Whether needing the holder is an error (`error_on_requires_action`). */
  refusesAction: boolean;
  returnUrl: string | null;
  /** Whether the caller handles 3-D Secure with Stripe.js (`use_stripe_sdk`). */
  usesSdk: boolean;
}

/** What an attempt led to: the intent afterwards and, if it failed, the answer for its caller. */
interface Result {
  intent: Stripe.PaymentIntent;
  error: ApiError | null;
}

const CONFIRMABLE = new Set([
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
]);

/** 400 `payment_intent_unexpected_state` with the intent as it is. */
export function unexpectedState(intent: Stripe.PaymentIntent, message: string): ApiError {
  return invalidRequest(message, {
    code: 'payment_intent_unexpected_state',
    payment_intent: intent,
  });
}

/**
 * Confirms a payment: charges the card, asks for 3-D Secure, or fails.
 * @throws ApiError 402 for a decline (the failed charge and the intent's error are kept),
 *   400 for an intent or a method that cannot be confirmed.
 */
export function confirmIntent(
  act: Act,
  before: Stripe.PaymentIntent,
  confirmation: Confirmation,
): Stripe.PaymentIntent {
  checkConfirmable(before);
  const method = confirmation.method ?? ownMethod(act, before);
  checkMethod(act, before, method);
  checkReturnUrl(before, confirmation);
  const intent = { ...before, payment_method: method.id, next_action: null };
  const { intent: after, error } = attempt(act, intent, method, confirmation);
  if (error) throw error;
  return after;
}

function checkConfirmable(intent: Stripe.PaymentIntent): void {
  if (CONFIRMABLE.has(intent.status)) return;
  throw unexpectedState(
    intent,
    intent.status === 'succeeded'
      ? 'You cannot confirm this PaymentIntent because it has already succeeded after being ' +
          'previously confirmed.'
      : `You cannot confirm this PaymentIntent because it has a status of ${intent.status}.`,
  );
}

function ownMethod(act: Act, intent: Stripe.PaymentIntent): Stripe.PaymentMethod {
  const id = idOf(intent.payment_method);
  const method = id === null ? undefined : act.get('payment_methods', id);
  if (method) return method;
  throw unexpectedState(
    intent,
    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either " +
      'update the PaymentIntent with a payment method and then confirm it again, or confirm it ' +
      'again directly with a payment method or ConfirmationToken.',
  );
}

/** A method must be free or belong to the intent's customer, and must not be spent. */
export function checkMethod(
  act: Act,
  intent: Pick<Stripe.PaymentIntent, 'customer'>,
  method: Stripe.PaymentMethod,
): void {
  const owner = idOf(method.customer);
  const customer = idOf(intent.customer);
  if (owner !== null && customer === null) {
    throw invalidRequest(
      `The PaymentMethod ${method.id} belongs to the Customer ${owner}. Please include the ` +
        'Customer in the `customer` parameter on the PaymentIntent.',
      { param: 'payment_method' },
    );
  }
  if (owner !== null && owner !== customer) throw notAttached(method.id);
  if (owner === null && isSpent(act, method.id)) {
    throw invalidRequest(
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer ' +
        'attachment, shared with a connected account without Customer attachment, or was ' +
        'detached from a Customer. It may not be used again. To use a PaymentMethod multiple ' +
        'times, you must attach it to a Customer first.',
    );
  }
}

function checkReturnUrl(intent: Stripe.PaymentIntent, confirmation: Confirmation): void {
  if (confirmation.returnUrl !== null || confirmation.usesSdk) return;
  if (intent.automatic_payment_methods?.allow_redirects !== 'always') return;
  if (intent.allowed_payment_method_types?.every((type) => type === 'card')) return;
  throw invalidRequest(
    'This PaymentIntent is configured to accept payment methods enabled in your Dashboard. ' +
      'Because some of these payment methods might redirect your customer off of your page, you ' +
      "must provide a `return_url`. If you don't want to accept redirect-based payment methods, " +
      'set `automatic_payment_methods[enabled]` to `true` and ' +
      '`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and ' +
      'Payment Intents.',
    { param: 'return_url' },
  );
}

function attempt(
  act: Act,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  confirmation: Confirmation,
): Result {
  if (!needsHolder(act, intent, method, confirmation.isOffSession)) {
    return charge(act, intent, method, false);
  }
  if (confirmation.isOffSession)
    return decline(act, intent, method, AUTHENTICATION_REQUIRED, false);
  if (confirmation.refusesAction) return refuseAction(act, intent, method);
  return { intent: askHolder(act, intent, confirmation), error: null };
}

/** Whether the bank wants the card holder to authenticate this payment. */
function needsHolder(
  act: Act,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  isOffSession: boolean,
): boolean {
  const request = intent.payment_method_options?.card?.request_three_d_secure;
  const { authentication } = cardBehind(act, method.id);
  if (authentication === undefined) return false;
  switch (authentication) {
    case 'always':
      return true;
    case 'unless-set-up':
      return !isOffSession || !act.get('cards', method.id)?.isSetUp;
    case 'on-session-only':
      return !isOffSession;
    case 'when-requested':
      return !isOffSession && (request === 'any' || request === 'challenge');
  }
}

function askHolder(
  act: Act,
  intent: Stripe.PaymentIntent,
  confirmation: Confirmation,
): Stripe.PaymentIntent {
  const asking = act.put('payment_intents', {
    ...intent,
    status: 'requires_action',
    next_action: holderAction(act, intent, confirmation),
  });
  act.emit('payment_intent.requires_action', asking);
  return asking;
}

/** Where the card holder goes to authenticate: a page of the sandbox. */
export function holderAction(
  act: Act,
  intent: { id: string; client_secret: string | null },
  confirmation: Pick<Confirmation, 'returnUrl' | 'usesSdk'>,
): { type: string } & Record<string, unknown> {
  const secret = encodeURIComponent(intent.client_secret ?? '');
  const url = `${act.settings.publicUrl()}/3ds/${intent.id}?client_secret=${secret}`;
  if (confirmation.returnUrl !== null && !confirmation.usesSdk) {
    return {
      type: 'redirect_to_url',
      redirect_to_url: { return_url: confirmation.returnUrl, url },
    };
  }
  const sdk = { type: 'three_d_secure_redirect', stripe_js: url, source: newId('payatt') };
  return { type: 'use_stripe_sdk', use_stripe_sdk: sdk };
}

function charge(
  act: Act,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  isAuthenticated: boolean,
): Result {
  const card = cardBehind(act, method.id);
  if (card.decline) return decline(act, intent, method, card.decline, isAuthenticated);
  keepMethod(act, intent, method, isAuthenticated);
  const isManual = intent.capture_method === 'manual';
  const made = recordCharge(act, intent, method, {
    decline: null,
    isCaptured: !isManual,
    isAuthenticated,
  });
  const paid = act.put('payment_intents', {
    ...intent,
    amount_capturable: isManual ? intent.amount : 0,
    amount_received: isManual ? 0 : intent.amount,
    last_payment_error: null,
    latest_charge: made.id,
    next_action: null,
    status: isManual ? 'requires_capture' : 'succeeded',
  });
  act.emit(
    isManual ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded',
    paid,
  );
  if (!isManual) settle(act, paid, made);
  if (card.dispute) schedule(act, 'dispute-opens', made.id);
  return { intent: paid, error: null };
}

/** With `automatic_async` Stripe books the money a moment after it has answered. */
function settle(act: Act, intent: Stripe.PaymentIntent, made: Stripe.Charge): void {
  if (intent.capture_method === 'automatic') {
    bookCharge(act, made);
    return;
  }
  act.afterAnswer(() => {
    const booked = bookCharge(act, act.fromPath('charges', made.id));
    act.emit('charge.updated', booked, { balance_transaction: null });
  });
}

/** Attaches the method for later use if that was asked for; otherwise it is used up. */
function keepMethod(
  act: Act,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  isAuthenticated: boolean,
): void {
  const customer = idOf(intent.customer);
  if (intent.setup_future_usage !== null && customer !== null)
    bindToCustomer(act, method, customer);
  else if (method.customer === null) markCard(act, method.id, { isSpent: true });
  if (isAuthenticated && intent.setup_future_usage === 'off_session') {
    markCard(act, method.id, { isSetUp: true });
  }
}

function decline(
  act: Act,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  reason: Decline,
  isAuthenticated: boolean,
): Result {
  if (method.customer === null && intent.setup_future_usage === null) {
    markCard(act, method.id, { isSpent: true });
  }
  const made = recordCharge(act, intent, method, {
    decline: reason,
    isCaptured: false,
    isAuthenticated,
  });
  const failed = failIntent(act, { ...intent, latest_charge: made.id }, {
    ...declineBody(reason),
    charge: made.id,
    payment_method: method,
  } as Stripe.PaymentIntent.LastPaymentError);
  const error = cardError(reason, {
    charge: made.id,
    payment_intent: failed,
    payment_method: method,
  });
  return { intent: failed, error };
}

function failIntent(
  act: Act,
  intent: Stripe.PaymentIntent,
  error: Stripe.PaymentIntent.LastPaymentError,
): Stripe.PaymentIntent {
  const failed = act.put('payment_intents', {
    ...intent,
    last_payment_error: error,
    next_action: null,
    payment_method: null,
    status: 'requires_payment_method',
  });
  act.emit('payment_intent.payment_failed', failed);
  return failed;
}

function refuseAction(
  act: Act,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
): Result {
  const body = {
    type: 'card_error' as const,
    code: 'authentication_required',
    doc_url: docUrl('authentication_required'),
    message:
      'This payment required an authentication action to complete, but ' +
      "`error_on_requires_action` was set. When you're ready, you can upgrade your integration " +
      'to handle actions.',
    payment_method: method,
  };
  const failed = failIntent(act, intent, body as Stripe.PaymentIntent.LastPaymentError);
  const fate = { keepsChanges: true, remembered: true };
  return { intent: failed, error: new ApiError(402, { ...body, payment_intent: failed }, fate) };
}

/**
 * What the card holder did on the authentication page.
 * @throws ApiError 400 when the payment is not waiting for the holder.
 */
export function authenticateIntent(
  act: Act,
  intent: Stripe.PaymentIntent,
  isAuthentic: boolean,
): Stripe.PaymentIntent {
  if (intent.status !== 'requires_action') {
    throw unexpectedState(
      intent,
      `This PaymentIntent is not waiting for authentication: its status is ${intent.status}.`,
    );
  }
  const method = ownMethod(act, intent);
  if (isAuthentic) return charge(act, intent, method, true).intent;
  const code = 'payment_intent_authentication_failure';
  return failIntent(act, intent, {
    code,
    doc_url: docUrl(code),
    message:
      'The provided PaymentMethod has failed authentication. You can provide ' +
      'payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
    payment_method: method,
    type: 'invalid_request_error',
  });
}
