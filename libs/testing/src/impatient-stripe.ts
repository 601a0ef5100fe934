import Stripe from 'stripe';

/**
 * Makes the real client of a sandbox, but impatient: it gives a call up after `timeoutMs` and tries
 * none again, so that an outage shows at once.
 */
export const impatientStripe =
  (timeoutMs: number) =>
  (url: URL): Stripe =>
    new Stripe('sk_test_sandbox', {
      host: url.hostname,
      port: Number(url.port),
      protocol: 'http',
      maxNetworkRetries: 0,
      timeout: timeoutMs,
      telemetry: false,
    });
