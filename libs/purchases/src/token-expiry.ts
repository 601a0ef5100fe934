import { DateTime } from 'luxon';

/**
 * When tokens paid at `paidAt` expire: the same local time `validityDays` days later in the
 * organization's zone, exclusive. Null for tokens that never do.
 */
export function tokenExpiry(
  paidAt: Date,
  validityDays: number | null,
  timeZone: string,
): Date | null {
  if (validityDays === null) return null;
  return DateTime.fromJSDate(paidAt, { zone: timeZone }).plus({ days: validityDays }).toJSDate();
}
