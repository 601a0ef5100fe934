import { cardExpiry } from './card-expiry.js';

describe('the expiry of a card', () => {
  const card = { expYear: 2026, expMonth: 6 };

  it.each([
    ['2026-05-31T23:59:59Z', 'valid'],
    ['2026-06-01T00:00:00Z', 'expiring'],
    ['2026-06-30T23:59:59Z', 'expiring'],
    ['2026-07-01T00:00:00Z', 'expired'],
  ])('at %s is %s', (at, expected) => {
    expect(cardExpiry(card, new Date(at))).toBe(expected);
  });

  it('of December ends with the year', () => {
    const december = { expYear: 2026, expMonth: 12 };
    expect(cardExpiry(december, new Date('2026-12-31T23:59:59Z'))).toBe('expiring');
    expect(cardExpiry(december, new Date('2027-01-01T00:00:00Z'))).toBe('expired');
  });
});
