import { DateTime } from 'luxon';

/** The calendar month of `at` in an IANA zone: `2026-11`. */
export function monthKey(at: Date, timeZone: string): string {
  return DateTime.fromJSDate(at, { zone: timeZone }).toFormat('yyyy-MM');
}
