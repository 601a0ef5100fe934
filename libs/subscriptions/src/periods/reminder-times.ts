import { DateTime } from 'luxon';

/** How many days before a charge people are reminded of it. */
export const RENEWAL_REMINDER_DAYS = 3;
/** How many days before grace ends people are reminded, most first. */
export const GRACE_REMINDER_DAYS: readonly number[] = [3, 1];

const MORNING_HOUR = 9;

/** 09:00 on the local day three days before a charge; null where that is over at `now`. */
export function renewalReminderAt(chargeAt: Date | null, timeZone: string, now: Date): Date | null {
  if (chargeAt === null) return null;
  const at = DateTime.fromJSDate(chargeAt, { zone: timeZone })
    .minus({ days: RENEWAL_REMINDER_DAYS })
    .set({ hour: MORNING_HOUR, minute: 0, second: 0, millisecond: 0 })
    .toJSDate();
  return at > now ? at : null;
}

/** The same local time `days` days later. */
export function daysLater(from: Date, days: number, timeZone: string): Date {
  return DateTime.fromJSDate(from, { zone: timeZone }).plus({ days }).toJSDate();
}

/** The next reminder after `now` that grace ends, as its instant and the days then left. */
export function nextGraceReminder(
  graceEndsAt: Date,
  timeZone: string,
  now: Date,
): { at: Date; daysLeft: number } | null {
  for (const daysLeft of GRACE_REMINDER_DAYS) {
    const at = daysLater(graceEndsAt, -daysLeft, timeZone);
    if (at > now) return { at, daysLeft };
  }
  return null;
}

/** How many days of grace the reminder that is due at `now` is about; null where none is. */
export function graceDaysLeft(graceEndsAt: Date, timeZone: string, now: Date): number | null {
  const due = GRACE_REMINDER_DAYS.filter(
    (daysLeft) => daysLater(graceEndsAt, -daysLeft, timeZone) <= now,
  );
  return graceEndsAt > now ? (due.at(-1) ?? null) : null;
}
