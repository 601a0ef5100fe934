import { monthKey } from './month-key.js';

describe('the month of an instant', () => {
  it.each([
    ['2026-07-01T03:59:59.999Z', 'America/New_York', '2026-06'],
    ['2026-07-01T04:00:00.000Z', 'America/New_York', '2026-07'],
    ['2026-06-30T14:59:59.999Z', 'Asia/Tokyo', '2026-06'],
    ['2026-06-30T15:00:00.000Z', 'Asia/Tokyo', '2026-07'],
    ['2026-12-31T23:30:00.000Z', 'UTC', '2026-12'],
    ['2026-12-31T23:30:00.000Z', 'Europe/Berlin', '2027-01'],
    ['2026-12-31T10:00:00.000Z', 'Pacific/Kiritimati', '2027-01'],
    ['2027-01-01T10:59:59.000Z', 'Pacific/Pago_Pago', '2026-12'],
  ])('%s in %s is %s', (at, timeZone, month) => {
    expect(monthKey(new Date(at), timeZone)).toBe(month);
  });
});
