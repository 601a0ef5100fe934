import { fromProviderAmount, toProviderAmount } from './provider-amount.js';

describe('amounts at Stripe', () => {
  it.each([
    ['USD', 4_900n, 4_900],
    ['JPY', 4_900n, 4_900],
    ['KWD', 4_900n, 4_900],
    // No minor unit in ISO 4217, hundredths at Stripe.
    ['ISK', 4_900n, 490_000],
    ['UGX', 4_900n, 490_000],
  ])('of %s', (currency, minor, atStripe) => {
    expect(toProviderAmount(minor, currency)).toBe(atStripe);
    expect(fromProviderAmount(atStripe, currency)).toBe(minor);
    expect(fromProviderAmount(atStripe, currency.toLowerCase())).toBe(minor);
  });
});
