import { tokenExpiry } from './token-expiry.js';

describe('the expiry of bought tokens', () => {
  it('keeps the local time of payment across a change of the clocks', () => {
    const paidAt = new Date('2026-03-07T15:00:00Z');
    expect(tokenExpiry(paidAt, 2, 'America/New_York')).toEqual(new Date('2026-03-09T14:00:00Z'));
    expect(tokenExpiry(paidAt, 2, 'UTC')).toEqual(new Date('2026-03-09T15:00:00Z'));
  });

  it('counts a leap day', () => {
    const paidAt = new Date('2028-02-28T00:00:00Z');
    expect(tokenExpiry(paidAt, 2, 'UTC')).toEqual(new Date('2028-03-01T00:00:00Z'));
  });

  it('is none for tokens that stay good', () => {
    expect(tokenExpiry(new Date(0), null, 'UTC')).toBeNull();
  });
});
