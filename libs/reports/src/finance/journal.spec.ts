import { lastDay } from './journal.js';

describe('the day of a journal', () => {
  it.each([
    ['2026-12-01T00:00:00.000Z', 'UTC', '2026-11-30'],
    ['2026-12-01T05:00:00.000Z', 'America/New_York', '2026-11-30'],
    ['2026-12-01T05:00:00.001Z', 'America/New_York', '2026-12-01'],
    ['2027-12-31T15:00:00.000Z', 'Asia/Tokyo', '2027-12-31'],
    ['2028-02-29T11:00:00.000Z', 'Pacific/Auckland', '2028-02-29'],
  ])('of a period that ends at %s in %s is %s', (to, timeZone, day) => {
    expect(lastDay({ to: new Date(to) }, timeZone)).toBe(day);
  });
});
