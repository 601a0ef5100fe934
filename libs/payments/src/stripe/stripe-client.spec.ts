import { TestClock } from '@purser/testing';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stripeClient } from './stripe-client.js';

const clock = new TestClock('2027-01-31T09:00:00.900Z');

describe('the Stripe client', () => {
  it('is Stripe itself unless an address is given', () => {
    const client = stripeClient({ STRIPE_SECRET_KEY: 'sk_test_1' } as never, clock);
    expect(client.getApiField('host')).toBe('api.stripe.com');
    expect(client.getMaxNetworkRetries()).toBe(2);
    expect(client.getApiField('timeout')).toBe(10_000);
    expect(client.getTelemetryEnabled()).toBe(false);
  });

  it('is the sandbox where its address is given', () => {
    const client = stripeClient({ STRIPE_API_URL: 'http://127.0.0.1:12111' } as never, clock);
    expect(client.getApiField('host')).toBe('127.0.0.1');
    expect(client.getApiField('port')).toBe(12111);
    expect(client.getApiField('protocol')).toBe('http');
  });

  it('tells the sandbox what time it is, and nobody else', async () => {
    const heard: unknown[] = [];
    const server = createServer((request, response) => {
      heard.push(request.headers['x-sandbox-now']);
      response.setHeader('content-type', 'application/json').end('{"id":"cus_1"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const config = { STRIPE_API_URL: `http://127.0.0.1:${port}` };
    await stripeClient({ ...config, sandbox: true } as never, clock).customers.create();
    await stripeClient({ ...config, sandbox: false } as never, clock).customers.create();
    await new Promise((resolve) => server.close(resolve));
    expect(heard).toEqual(['1801386000', undefined]);
  });

  it('does not start in production without a key', () => {
    expect(() => stripeClient({ NODE_ENV: 'production' } as never, clock)).toThrow(
      'STRIPE_SECRET_KEY',
    );
  });

  it('never sends a live key over plain HTTP', () => {
    const config = {
      STRIPE_SECRET_KEY: 'sk_live_1',
      STRIPE_API_URL: 'http://127.0.0.1:12111',
    } as never;
    expect(() => stripeClient(config, clock)).toThrow('plain HTTP');
  });
});
