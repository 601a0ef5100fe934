import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';
import { startStripeSandbox, type StripeSandbox, type StripeSandboxOptions } from '../src/index.js';

/** What one webhook call brought. */
export interface ReceivedWebhook {
  body: string;
  signature: string;
  event: Stripe.Event;
}

/** A webhook receiver that keeps what it got. */
export interface Receiver {
  url: string;
  received: ReceivedWebhook[];
  /** The statuses of the next answers; 200 once they are used up. */
  statuses: number[];
  /** Resolves once `count` calls have arrived. */
  until(count: number): Promise<ReceivedWebhook[]>;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const waiting: Array<{ count: number; resolve: () => void }> = [];
  const received: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      const signature = String(request.headers['stripe-signature']);
      received.push({ body, signature, event: JSON.parse(body) as Stripe.Event });
      response.writeHead(receiver.statuses.shift() ?? 200).end();
      for (const { count, resolve } of waiting) if (received.length >= count) resolve();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    statuses: [],
    until: async (count) => {
      if (received.length < count) {
        await new Promise<void>((resolve) => waiting.push({ count, resolve }));
      }
      return received;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

/** The official SDK, pointed at a sandbox. */
export function clientOf(
  { port }: { port: number },
  options: { key?: string; maxNetworkRetries?: number } = {},
): Stripe {
  return new Stripe(options.key ?? 'sk_test_sandbox', {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: options.maxNetworkRetries ?? 0,
    telemetry: false,
  });
}

/** A sandbox in memory on a free port with a client. */
export async function startForTest(
  options: StripeSandboxOptions = {},
): Promise<{ sandbox: StripeSandbox; stripe: Stripe }> {
  const sandbox = await startStripeSandbox({ port: 0, asyncDelayMs: 3_600_000, ...options });
  return { sandbox, stripe: clientOf(sandbox) };
}

/** Accepting cards without redirects, as a server that confirms by itself does. */
export const NO_REDIRECTS = {
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
} as const;

/** The Stripe error that a call must end with. */
export async function errorOf(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('the call succeeded although it must fail');
}

/** The intent that an error answer carries. */
export function intentOf(error: Stripe.errors.StripeError): Stripe.PaymentIntent {
  const { payment_intent: intent } = error.raw as { payment_intent?: Stripe.PaymentIntent };
  if (!intent) throw new Error('the error has no payment_intent');
  return intent;
}

/** A payment of 5.00 USD confirmed at once. */
export function pay(
  stripe: Stripe,
  method: string,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
  options: Stripe.RequestOptions = {},
): Promise<Stripe.Response<Stripe.PaymentIntent>> {
  return stripe.paymentIntents.create(
    {
      amount: 500,
      currency: 'usd',
      payment_method: method,
      confirm: true,
      ...NO_REDIRECTS,
      ...more,
    },
    options,
  );
}

/** Calls a control address of the sandbox. */
export async function control(
  sandbox: StripeSandbox,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: object,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const answer = await fetch(`${sandbox.url}/_sandbox/${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}
