import type { Clock, PurserConfig } from '@purser/platform';
import Stripe from 'stripe';

const TIMEOUT_MS = 10_000;
const NETWORK_RETRIES = 2;
const SANDBOX_KEY = 'sk_test_sandbox';

/** Injection token of the one Stripe client. */
export const STRIPE = Symbol('Stripe');

/** What {@link STRIPE} provides. */
export type StripeClient = Stripe;

/**
 * The official client: at Stripe, or at STRIPE_API_URL when that is set. In the sandbox each call
 * there carries the time of `clock`, so that what the provider dates fits what Purser dates.
 *
 * @throws Error in production without a key or an address, and when a live key would travel over
 * plain HTTP
 */
export function stripeClient(
  config: Pick<PurserConfig, 'NODE_ENV' | 'STRIPE_SECRET_KEY' | 'STRIPE_API_URL' | 'sandbox'>,
  clock: Clock,
): Stripe {
  if (config.NODE_ENV === 'production' && !config.STRIPE_SECRET_KEY && !config.STRIPE_API_URL) {
    throw new Error('STRIPE_SECRET_KEY is not set: nobody could pay');
  }
  const key = config.STRIPE_SECRET_KEY ?? SANDBOX_KEY;
  const common = {
    maxNetworkRetries: NETWORK_RETRIES,
    timeout: TIMEOUT_MS,
    telemetry: false,
    appInfo: { name: 'Purser' },
  };
  if (config.STRIPE_API_URL === undefined) return new Stripe(key, common);
  const url = new URL(config.STRIPE_API_URL);
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  if (protocol === 'http' && key.includes('_live_')) {
    throw new Error('STRIPE_API_URL is plain HTTP: a live STRIPE_SECRET_KEY is not sent to it');
  }
  const port = url.port === '' ? (protocol === 'https' ? 443 : 80) : Number(url.port);
  const address = { ...common, host: url.hostname, port, protocol } as const;
  return new Stripe(key, config.sandbox ? { ...address, httpClient: datedClient(clock) } : address);
}

/** Node's client with one more header: the Unix seconds that the sandbox's clock shows. */
function datedClient(clock: Clock): Stripe.HttpClient {
  const client = Stripe.createNodeHttpClient();
  return {
    getClientName: () => client.getClientName(),
    makeRequest: (host, port, path, method, headers, ...rest) => {
      const seconds = Math.floor(clock.now().getTime() / 1000);
      const dated = { ...headers, 'X-Sandbox-Now': String(seconds) };
      return client.makeRequest(host, port, path, method, dated, ...rest);
    },
  };
}
