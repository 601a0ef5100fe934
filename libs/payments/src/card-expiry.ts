import type { PaymentMethodView } from '@purser/contracts';

/** Days before the end of its last month from which on a card counts as expiring. */
export const EXPIRING_DAYS = 30;
const DAY_MS = 86_400_000;

/** Whether a card is good at `at`; it is until the last day of its month is over, in UTC. */
export function cardExpiry(
  { expYear, expMonth }: { readonly expYear: number; readonly expMonth: number },
  at: Date,
): PaymentMethodView['expiry'] {
  const end = Date.UTC(expYear, expMonth, 1);
  if (at.getTime() >= end) return 'expired';
  return at.getTime() >= end - EXPIRING_DAYS * DAY_MS ? 'expiring' : 'valid';
}
