const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const JITTER = 0.05;

/** How long to wait after the 1st, 2nd, ... failed attempt: ten attempts in three days. */
const WAITS_MS = [
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  // The last attempt comes just after three days: an endpoint that failed all of them is disabled.
  20.5 * HOUR_MS,
];

/**
 * When to try a delivery again after `attempts` failed ones, or null when it is to be given up. Up
 * to 5 % is added, the same for the same delivery, so that what failed together does not come back
 * together.
 */
export function retryAt(deliveryId: string, attempts: number, at: Date): Date | null {
  const wait = WAITS_MS[attempts - 1];
  if (wait === undefined) return null;
  // The last digits of a UUIDv7 are random.
  const share = Number.parseInt(deliveryId.slice(-6), 16) / 0xffffff;
  return new Date(at.getTime() + Math.round(wait * (1 + JITTER * share)));
}
