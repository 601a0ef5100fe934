import type Stripe from 'stripe';

/** The `error` member of a Stripe error answer. */
export interface ErrorBody {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  code?: string;
  decline_code?: string;
  network_decline_code?: string;
  advice_code?: string;
  message: string;
  param?: string;
  charge?: string;
  payment_intent?: Stripe.PaymentIntent;
  payment_method?: Stripe.PaymentMethod;
  payment_method_type?: string;
  setup_intent?: Stripe.SetupIntent;
  doc_url?: string;
  request_log_url?: string;
}

/** What becomes of a failed call's changes and of its idempotency key. */
export interface ErrorFate {
  /** Whether the changes made so far stay (a decline leaves a failed charge behind). */
  keepsChanges: boolean;
  /** Whether the answer is remembered for the idempotency key. */
  remembered: boolean;
}

/** An answer other than 2xx, with Stripe's status and body. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly body: ErrorBody,
    readonly fate: ErrorFate = { keepsChanges: false, remembered: true },
  ) {
    super(body.message);
  }
}

const UNREMEMBERED: ErrorFate = { keepsChanges: false, remembered: false };

/** Optional members of an invalid request: nothing is sent for what is left out. */
export interface InvalidRequestDetails {
  code?: string;
  param?: string;
  payment_intent?: Stripe.PaymentIntent;
  setup_intent?: Stripe.SetupIntent;
  charge?: string;
}

/** 400 for a request that is well formed but not possible in the present state. */
export function invalidRequest(message: string, details: InvalidRequestDetails = {}): ApiError {
  return new ApiError(400, { type: 'invalid_request_error', message, ...details });
}

/** 400 for a parameter; such answers are not remembered for the idempotency key. */
export function invalidParameter(message: string, code: string | null, param: string): ApiError {
  const body: ErrorBody = { type: 'invalid_request_error', message, param };
  return new ApiError(400, code === null ? body : { ...body, code }, UNREMEMBERED);
}

/** 404 for an id in the path, 400 for an id in a parameter, as Stripe does. */
export function resourceMissing(
  noun: string,
  id: string,
  param: string,
  place: 'path' | 'body',
): ApiError {
  return new ApiError(place === 'path' ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
  });
}

/** 401: no key, a malformed key, or one that may not make this call. */
export function unauthorized(message: string): ApiError {
  return new ApiError(401, { type: 'invalid_request_error', message }, UNREMEMBERED);
}

/** 409: another request holds this idempotency key. */
export function idempotencyKeyInUse(key: string): ApiError {
  return new ApiError(
    409,
    {
      type: 'invalid_request_error',
      code: 'idempotency_key_in_use',
      message:
        'There is currently another in-progress request using this Idempotent Key (that ' +
        'probably means you submitted twice, and the other request is still going through): ' +
        `${key}. Please try again later.`,
    },
    UNREMEMBERED,
  );
}

/** 400 of type `idempotency_error`: the key was used for something else before. */
export function idempotencyMismatch(message: string): ApiError {
  return new ApiError(400, { type: 'idempotency_error', message }, UNREMEMBERED);
}

/** The documentation address that Stripe sends for a code. */
export function docUrl(code: string): string {
  return `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`;
}
