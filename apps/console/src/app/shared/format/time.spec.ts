import {
  addDays,
  formatAgo,
  formatExact,
  formatInstant,
  formatLocalDate,
  localDate,
  startOfLocalDate,
  zoneCity,
  zoneName,
} from './time.js';

const NEW_YORK = 'America/New_York';
const NOW = Date.parse('2026-06-18T18:32:00Z');

describe('time in words', () => {
  it('writes an instant in the zone, with the year only where it differs', () => {
    expect(formatInstant('2026-06-10T15:20:04Z', NEW_YORK, 'minute', NOW)).toBe('Jun 10, 11:20');
    expect(formatInstant('2027-06-10T15:20:04Z', NEW_YORK, 'day', NOW)).toBe('Jun 10, 2027');
    expect(formatInstant('2026-06-10T15:20:04.187Z', NEW_YORK, 'millisecond', NOW)).toBe(
      '11:20:04.187',
    );
  });

  it('writes midnight as 00:00, not as 24:00', () => {
    expect(formatInstant('2026-06-10T04:00:00Z', NEW_YORK, 'clock', NOW)).toBe('00:00');
  });

  it('says the exact instant with UTC beside it', () => {
    const exact = formatExact('2026-06-10T15:20:04Z', NEW_YORK);
    expect(exact).toContain('11:20:04 EDT');
    expect(exact).toContain('2026-06-10T15:20:04Z');
  });

  it('is relative up to 48 hours', () => {
    expect(formatAgo(NOW - 20_000, NOW)).toBe('just now');
    expect(formatAgo(NOW - 31 * 60_000, NOW)).toBe('31 min ago');
    expect(formatAgo(NOW - 5 * 3_600_000, NOW)).toBe('5 h ago');
    expect(formatAgo(NOW - 48 * 3_600_000, NOW)).toBeNull();
    expect(formatAgo(NOW + 1_000, NOW)).toBe('just now');
    expect(formatAgo(NOW + 60_000, NOW)).toBeNull();
  });

  it('finds the local date of an instant', () => {
    expect(localDate('2026-06-18T03:59:59Z', NEW_YORK)).toBe('2026-06-17');
    expect(localDate('2026-06-18T04:00:00Z', NEW_YORK)).toBe('2026-06-18');
    expect(localDate('2026-06-18T15:00:00Z', 'Asia/Tokyo')).toBe('2026-06-19');
  });

  it.each([
    ['2026-06-18', NEW_YORK, '2026-06-18T04:00:00.000Z'],
    ['2026-03-08', NEW_YORK, '2026-03-08T05:00:00.000Z'],
    ['2026-03-09', NEW_YORK, '2026-03-09T04:00:00.000Z'],
    ['2026-11-01', NEW_YORK, '2026-11-01T04:00:00.000Z'],
    ['2026-11-02', NEW_YORK, '2026-11-02T05:00:00.000Z'],
    ['2026-06-18', 'Asia/Tokyo', '2026-06-17T15:00:00.000Z'],
    ['2026-06-18', 'UTC', '2026-06-18T00:00:00.000Z'],
  ])('%s begins in %s at %s, also around clock changes', (date, zone, instant) => {
    expect(new Date(startOfLocalDate(date, zone)).toISOString()).toBe(instant);
  });

  it('moves dates over the end of a month and names them', () => {
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
    expect(formatLocalDate('2026-06-18', '2026-06-20')).toBe('Thu, Jun 18');
    expect(formatLocalDate('2025-12-31', '2026-06-20', false)).toBe('Dec 31, 2025');
  });

  it('names zones and their cities', () => {
    expect(zoneName(NEW_YORK, NOW)).toBe('EDT');
    expect(zoneName(NEW_YORK, Date.parse('2026-01-10T00:00:00Z'))).toBe('EST');
    expect(zoneCity(NEW_YORK)).toBe('New York');
    expect(zoneCity('UTC')).toBe('UTC');
  });
});
