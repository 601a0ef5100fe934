import { printedNumber, seriesOf } from './numbering.js';

describe('the series of a document', () => {
  it.each([
    ['2026-12-31T23:30:00Z', 'UTC', 'INV-2026'],
    ['2026-12-31T23:30:00Z', 'Asia/Tokyo', 'INV-2027'],
    ['2027-01-01T04:59:59Z', 'America/New_York', 'INV-2026'],
    ['2027-01-01T05:00:00Z', 'America/New_York', 'INV-2027'],
  ])('at %s in %s is %s', (at, timeZone, series) => {
    expect(seriesOf('invoice', new Date(at), timeZone)).toBe(series);
  });

  it('is another one for credit notes', () => {
    expect(seriesOf('credit_note', new Date('2026-06-18T18:32:00Z'), 'UTC')).toBe('CN-2026');
  });

  it('refuses a zone that does not exist', () => {
    expect(() => seriesOf('invoice', new Date('2026-06-18T18:32:00Z'), 'Mars/Olympus')).toThrow(
      'Unknown time zone',
    );
  });

  it('prints six digits, and more where there are more', () => {
    expect(printedNumber('INV-2026', 418)).toBe('INV-2026-000418');
    expect(printedNumber('INV-2026', 1_234_567)).toBe('INV-2026-1234567');
  });
});
