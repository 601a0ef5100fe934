import { addDays, startOfLocalDate } from '../format/time.js';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A local date of the address (`2026-06-18`); what is none is passed over. */
export function readDate(text: string | undefined): string | null {
  return text && DATE.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;
}

/** Local dates, both inclusive, as instants of the API: `to` is exclusive there. */
export function periodParams(
  from: string | null,
  to: string | null,
  timeZone: string,
): Record<string, string> {
  return {
    ...(from && { from: new Date(startOfLocalDate(from, timeZone)).toISOString() }),
    ...(to && { to: new Date(startOfLocalDate(addDays(to, 1), timeZone)).toISOString() }),
  };
}
