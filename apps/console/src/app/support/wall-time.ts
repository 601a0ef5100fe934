import { formatInstant, localDate, startOfLocalDate } from '../shared/format/time.js';

const WALL_TIME = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})$/;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/**
 * The instant of a wall time as a `datetime-local` field holds it (`2026-06-10T11:19`), in
 * `timeZone`; null for any other text. A time that the clocks skip is taken an hour later.
 */
export function instantOf(wallTime: string, timeZone: string): number | null {
  const [, date, hours, minutes] = WALL_TIME.exec(wallTime) ?? [];
  if (!date || Number.isNaN(Date.parse(`${wallTime}Z`))) return null;
  const wanted = Number(hours) * 60 + Number(minutes);
  const guess = startOfLocalDate(date, timeZone) + wanted * MINUTE_MS;
  // The clocks may have changed since midnight: what the guess reads tells by how much.
  const off = (clockMinutes(guess, timeZone) - wanted + DAY_MINUTES * 1.5) % DAY_MINUTES;
  const corrected = guess - (off - DAY_MINUTES / 2) * MINUTE_MS;
  return clockMinutes(corrected, timeZone) === wanted ? corrected : guess;
}

/** An instant as a `datetime-local` field holds it. */
export function wallTimeOf(atMs: number, timeZone: string): string {
  return `${localDate(atMs, timeZone)}T${clock(atMs, timeZone)}`;
}

function clockMinutes(atMs: number, timeZone: string): number {
  const [hours = 0, minutes = 0] = clock(atMs, timeZone).split(':').map(Number);
  return hours * 60 + minutes;
}

function clock(atMs: number, timeZone: string): string {
  return formatInstant(atMs, timeZone, 'clock', atMs).slice(0, 5);
}
