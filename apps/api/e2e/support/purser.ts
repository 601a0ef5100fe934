import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { PurserConfig } from '@purser/platform';
import { createTestDatabase, freePort, type TestDatabase } from '@purser/testing';
import { startStripeSandbox, type StripeSandbox } from '../../../stripe-sandbox/src/index.js';
import { seedDemo, type SeededDemo } from '../../src/demo/seed-demo.js';
import { createHttpApp } from '../../src/http/http-app.js';
import { HttpClient } from './http-client.js';

/** A whole Purser in this process: its own database, Stripe sandbox, API and jobs, demo seeded. */
export interface Purser {
  readonly config: PurserConfig;
  readonly database: TestDatabase;
  readonly stripe: StripeSandbox;
  readonly demo: SeededDemo;
  readonly app: NestFastifyApplication;
  /** A stranger's client; `signIn` makes the others. */
  readonly http: HttpClient;
  close(): Promise<void>;
}

/** A process keeps the logger that it began with, and this one may have begun with another test's. */
async function forgetLogger(): Promise<void> {
  const inside = new URL('./PinoLogger.js', import.meta.resolve('nestjs-pino')).href;
  const { __resetOutOfContextForTests: forget } = (await import(inside)) as {
    __resetOutOfContextForTests: () => void;
  };
  Logger.overrideLogger(false);
  forget();
}

/** Starts one; `days` is how much history the demo gets. */
export async function startPurser(
  options: { days?: number; config?: Partial<PurserConfig>; consoleRoot?: string } = {},
): Promise<Purser> {
  const database = await createTestDatabase();
  const port = await freePort();
  // With role `http` nothing happens by itself: no job, no queue, and no news from the provider.
  const quiet = options.config?.PURSER_ROLE === 'http';
  const webhook = { url: `http://127.0.0.1:${port}/api/webhooks/stripe` };
  const stripe = await startStripeSandbox({ port: 0, ...(quiet ? {} : { webhook }) });
  const config: PurserConfig = {
    ...database.config,
    PORT: port,
    HOST: '127.0.0.1',
    PURSER_ROLE: 'all',
    STRIPE_API_URL: stripe.url,
    STRIPE_WEBHOOK_SECRETS: [stripe.webhookSecret],
    ...options.config,
  };
  await forgetLogger();
  const demo = await seedDemo(config, { days: options.days ?? 3 });
  const { consoleRoot } = options;
  const app = await createHttpApp(config, consoleRoot === undefined ? {} : { consoleRoot });
  await app.listen(port, '127.0.0.1');
  return {
    config,
    database,
    stripe,
    demo,
    app,
    http: new HttpClient(`http://127.0.0.1:${port}`),
    async close() {
      await app.close();
      await stripe.close();
      await database.drop();
    },
  };
}
