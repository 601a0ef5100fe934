/**
 * The problem catalogue: each key is the last segment of `type` (`/problems/<key>`, RFC 9457), with
 * the HTTP status and the title that always go with it. API, docs and console read this one list.
 */
export const PROBLEMS = {
  'not-authenticated': { status: 401, title: 'Sign in or send a valid API key' },
  'invalid-credentials': { status: 401, title: 'The e-mail or the password is wrong' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'not-permitted': { status: 403, title: 'A permission is missing' },
  'cross-site-request': { status: 403, title: 'Requests from another site are refused' },
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'organization-required': { status: 400, title: 'Say which organization is meant' },
  'idempotency-key-required': { status: 400, title: 'The Idempotency-Key header is missing' },
  'invalid-cursor': { status: 400, title: 'The cursor is not one of ours' },
  'invalid-signature': { status: 400, title: 'The signature does not match' },
  'invalid-token': { status: 400, title: 'The link is used up or expired' },
  'insufficient-tokens': { status: 402, title: 'The wallet holds too few tokens' },
  'card-declined': { status: 402, title: 'The card was declined' },
  'recovery-link-unusable': { status: 410, title: 'The payment link cannot be used any more' },
  'method-not-allowed': { status: 405, title: 'This method is not offered here' },
  'not-acceptable': { status: 406, title: 'None of the accepted formats is offered' },
  'purchase-in-progress': { status: 409, title: 'Another purchase is under way' },
  'purchase-state-conflict': { status: 409, title: 'The purchase is not in a state for this' },
  'wallet-suspended': { status: 409, title: 'The wallet is suspended' },
  'wallet-not-suspended': { status: 409, title: 'The wallet is not suspended' },
  'reference-reused': { status: 409, title: 'The reference was used with other values' },
  'hold-state-conflict': { status: 409, title: 'The hold is already captured or released' },
  'entry-state-conflict': { status: 409, title: 'The entry cannot be reversed' },
  'adjustment-state-conflict': { status: 409, title: 'The adjustment is already decided' },
  'idempotency-in-progress': { status: 409, title: 'The first request is still running' },
  'policy-exists': { status: 409, title: 'A policy of this kind exists' },
  'subscription-exists': { status: 409, title: 'A subscription exists' },
  'subscription-state-conflict': {
    status: 409,
    title: 'The subscription is not in a state for this',
  },
  'clock-is-moving': { status: 409, title: 'The clock is being moved already' },
  'nothing-to-refund': { status: 409, title: 'There is nothing left to refund' },
  'refund-state-conflict': { status: 409, title: 'The refund is already decided' },
  'payment-method-in-use': { status: 409, title: 'The payment method is in use' },
  'already-exists': { status: 409, title: 'It exists already' },
  'delivery-not-redeliverable': { status: 409, title: 'It cannot be sent again' },
  'last-administrator': { status: 409, title: 'The organization needs an administrator' },
  'precondition-failed': { status: 412, title: 'It was changed in the meantime' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'Send JSON' },
  'idempotency-key-reused': { status: 422, title: 'The key was used with another request' },
  'currency-mismatch': { status: 422, title: 'The currency does not fit' },
  'capture-exceeds-hold': { status: 422, title: 'More than was held cannot be captured' },
  'not-offered': { status: 422, title: 'This is not offered to the organization' },
  'amount-too-small': { status: 422, title: 'The amount is below the least that can be charged' },
  'amount-too-large': { status: 422, title: 'The amount is above the most that can be charged' },
  'refund-exceeds-refundable': { status: 422, title: 'Less than that can be refunded' },
  'payment-method-unusable': { status: 422, title: 'The payment method cannot be used' },
  'payment-refused': { status: 422, title: 'The payment provider refuses this payment' },
  'approval-by-maker': { status: 422, title: 'Another person must approve' },
  'permission-beyond-own': { status: 422, title: 'One cannot grant what one does not hold' },
  'too-many-thresholds': { status: 422, title: 'There are as many thresholds as there can be' },
  'lot-not-extendable': { status: 422, title: 'The lot cannot be extended' },
  'clock-goes-forward': { status: 422, title: 'The clock only goes forward' },
  'too-many-webhook-endpoints': {
    status: 422,
    title: 'The organization has as many webhook endpoints as it may',
  },
  'webhook-url-not-allowed': { status: 422, title: 'Webhooks are not sent to this address' },
  'webhook-endpoint-disabled': { status: 409, title: 'The webhook endpoint is disabled' },
  'cursor-expired': { status: 410, title: 'Events after this cursor are no longer kept' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Something failed on our side' },
  'payment-provider-unavailable': { status: 503, title: 'The payment provider does not answer' },
  overloaded: { status: 503, title: 'Too busy at this moment' },
} as const satisfies Record<string, { status: number; title: string }>;

/** A problem by its key in the catalogue. */
export type ProblemKey = keyof typeof PROBLEMS;

/** One fault of the request; `pointer` is a JSON pointer into the body (`/tokens`) or `?name`. */
export interface FieldProblem {
  pointer: string;
  detail: string;
}

/** The body of every refusal: `application/problem+json`, RFC 9457, plus the problem's own fields. */
export interface Problem {
  type: `/problems/${ProblemKey}`;
  title: string;
  status: number;
  detail: string;
  instance: string;
  requestId: string;
  errors?: FieldProblem[];
  [field: string]: unknown;
}
