import type { PaymentMethodView } from '@purser/contracts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 60;

export type CardExpiry = 'good' | 'soon' | 'expired';

/** A card is good until the end of the month that stands on it. */
export function cardExpiry(
  { expMonth, expYear }: Pick<PaymentMethodView, 'expMonth' | 'expYear'>,
  nowMs: number,
): CardExpiry {
  const ends = Date.UTC(expYear, expMonth, 1);
  if (nowMs >= ends) return 'expired';
  return ends - nowMs <= SOON_DAYS * DAY_MS ? 'soon' : 'good';
}
