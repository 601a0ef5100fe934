import { PAYMENT_REFUSED, type Decline } from './payments.errors.js';

/** `hard`: it will never be paid as it is. `soft`: the same card may pay later. */
export type DeclineClass = 'hard' | 'soft';

/** Card networks fine merchants who try a card more often. */
export const CARD_ATTEMPT_LIMIT = { attempts: 15, days: 30 } as const;

/** The code of a system charge that was not tried since the card was tried too often. */
export const CARD_ATTEMPTS_USED_UP = 'card_attempt_limit';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What Purser waits after the first, second and third decline; after any later one a day. */
const WAITS_MS: readonly number[] = [HOUR_MS, 3 * HOUR_MS, 7 * HOUR_MS];

const HARD: ReadonlySet<string> = new Set([
  'authentication_required',
  'expired_card',
  'fraudulent',
  'incorrect_number',
  'invalid_account',
  'invalid_number',
  'lost_card',
  'merchant_blacklist',
  PAYMENT_REFUSED,
  'payment_method_unusable',
  'pickup_card',
  'restricted_card',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'stolen_card',
  'stop_payment_order',
]);

/** Whether charging the same card again can make sense. The bank's own reason counts as well. */
export function declineClass({
  code,
  declineCode,
}: Pick<Decline, 'code' | 'declineCode'>): DeclineClass {
  return HARD.has(code) || (declineCode !== null && HARD.has(declineCode)) ? 'hard' : 'soft';
}

/**
 * When a system charge is tried again after its `declines`-th soft decline (1 or more) in a row,
 * which came at `declinedAt`: 1 h, 3 h, 7 h later, then daily.
 */
export function nextRetryAt(declines: number, declinedAt: Date): Date {
  return new Date(declinedAt.getTime() + (WAITS_MS[declines - 1] ?? DAY_MS));
}

/** Attempts at this instant or before do not count at `at` any more. */
export function attemptWindowStart(at: Date): Date {
  return new Date(at.getTime() - CARD_ATTEMPT_LIMIT.days * DAY_MS);
}

/**
 * The first instant from `at` on at which a card may be tried, where `nthLatest` is the
 * CARD_ATTEMPT_LIMIT.attempts-th latest attempt with it, or null where there were fewer.
 */
export function cardFreeAt(nthLatest: Date | null, at: Date): Date {
  if (nthLatest === null) return at;
  const freeAt = new Date(nthLatest.getTime() + CARD_ATTEMPT_LIMIT.days * DAY_MS);
  return freeAt > at ? freeAt : at;
}
