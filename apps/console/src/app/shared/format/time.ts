const DAY_MS = 86_400_000;
const TICK_MS = 20_000;

/** How exactly an instant is written. */
export type TimeStyle = 'day' | 'minute' | 'second' | 'millisecond' | 'clock';

const STYLES: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  day: { month: 'short', day: 'numeric' },
  minute: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
  second: {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  },
  millisecond: {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  },
  clock: { hour: '2-digit', minute: '2-digit' },
};

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * An instant in `timeZone`: `Jun 10, 11:20`. The year stands only where it differs from the year of
 * `nowMs`.
 */
export function formatInstant(
  at: string | number,
  timeZone: string,
  style: TimeStyle,
  nowMs: number,
): string {
  const withDay = style !== 'millisecond' && style !== 'clock';
  const otherYear =
    withDay && localDate(at, timeZone).slice(0, 4) !== localDate(nowMs, timeZone).slice(0, 4);
  const options = otherYear ? { ...STYLES[style], year: 'numeric' as const } : STYLES[style];
  return format(timeZone, options).format(new Date(at));
}

/** The instant in full, in the zone and in UTC, as the title of a short one says it. */
export function formatExact(at: string | number, timeZone: string): string {
  const date = new Date(at);
  const local = format(timeZone, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(date);
  return timeZone === 'UTC' ? local : `${local} (${date.toISOString().slice(0, 19)}Z)`;
}

/** `just now`, `31 min ago`, `5 h ago`; from 48 hours on null: then the exact time says more. */
export function formatAgo(at: string | number, nowMs: number): string | null {
  const ms = nowMs - new Date(at).getTime();
  // The clock of the console moves on every 15 seconds: what is a little ahead of it is news.
  if (ms < -TICK_MS || ms >= 2 * DAY_MS) return null;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}

/** The local date of an instant: `YYYY-MM-DD`. */
export function localDate(at: string | number, timeZone: string): string {
  const parts = new Map(
    format(timeZone, { year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-US')
      .formatToParts(new Date(at))
      .map((part) => [part.type, part.value]),
  );
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
}

/** The instant at which the local `date` (`YYYY-MM-DD`) begins in `timeZone`, in milliseconds. */
export function startOfLocalDate(date: string, timeZone: string): number {
  const asUtc = Date.parse(`${date}T00:00:00Z`);
  const first = asUtc - zoneOffsetMs(asUtc, timeZone);
  // The offset may differ at the instant found, when the clocks change that night.
  return asUtc - zoneOffsetMs(first, timeZone);
}

/** `date` moved by whole days. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** A local date in words: `Thu, Jun 18`, with the year where it differs from that of `today`. */
export function formatLocalDate(date: string, today: string, weekday = true): string {
  const options: Intl.DateTimeFormatOptions = { month: 'short', day: 'numeric' };
  if (weekday) options.weekday = 'short';
  if (date.slice(0, 4) !== today.slice(0, 4)) options.year = 'numeric';
  return format('UTC', options).format(new Date(`${date}T00:00:00Z`));
}

/** The zone's short name at an instant: `EDT`, `GMT+9`. */
export function zoneName(timeZone: string, atMs: number): string {
  const parts = format(timeZone, { timeZoneName: 'short' }).formatToParts(new Date(atMs));
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone;
}

/** The city of an IANA zone: `America/New_York` -> `New York`. */
export function zoneCity(timeZone: string): string {
  return (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
}

function zoneOffsetMs(atMs: number, timeZone: string): number {
  const parts = new Map(
    format(
      timeZone,
      {
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      },
      'en-US',
    )
      .formatToParts(new Date(atMs))
      .map((part) => [part.type, Number(part.value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return local - Math.floor(atMs / 1000) * 1000;
}

function format(
  timeZone: string,
  options: Intl.DateTimeFormatOptions,
  locale?: string,
): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, timeZone, options]);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { timeZone, hourCycle: 'h23', ...options });
  formats.set(key, made);
  return made;
}
