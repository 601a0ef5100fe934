import { isInstant } from './instant.js';

describe('an instant', () => {
  it.each([
    '2026-11-01',
    '2026-11-01T00:00Z',
    '2026-11-01T23:59:59.999Z',
    '2024-02-29T00:00:00+05:30',
  ])('is %s', (text) => {
    expect(isInstant(text)).toBe(true);
  });

  it.each([
    'yesterday',
    '',
    '2026-02-29',
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '2026-11-01T00:00:00',
    '2026-11-01T24:30:00Z',
    '2026-W01-1',
    20261101,
    null,
  ])('is not %s', (text) => {
    expect(isInstant(text)).toBe(false);
  });
});
