import { stripeClient } from './stripe-client.js';

describe('the Stripe client', () => {
  it('is Stripe itself unless an address is given', () => {
    const client = stripeClient({ STRIPE_SECRET_KEY: 'sk_test_1' } as never);
    expect(client.getApiField('host')).toBe('api.stripe.com');
    expect(client.getMaxNetworkRetries()).toBe(2);
    expect(client.getApiField('timeout')).toBe(10_000);
    expect(client.getTelemetryEnabled()).toBe(false);
  });

  it('is the sandbox where its address is given', () => {
    const client = stripeClient({ STRIPE_API_URL: 'http://127.0.0.1:12111' } as never);
    expect(client.getApiField('host')).toBe('127.0.0.1');
    expect(client.getApiField('port')).toBe(12111);
    expect(client.getApiField('protocol')).toBe('http');
  });

  it('does not start in production without a key', () => {
    expect(() => stripeClient({ NODE_ENV: 'production' } as never)).toThrow('STRIPE_SECRET_KEY');
  });

  it('never sends a live key over plain HTTP', () => {
    const config = {
      STRIPE_SECRET_KEY: 'sk_live_1',
      STRIPE_API_URL: 'http://127.0.0.1:12111',
    } as never;
    expect(() => stripeClient(config)).toThrow('plain HTTP');
  });
});
