import Fastify from 'fastify';
import type { AddressInfo } from 'node:net';
import { ApiServer } from './api-server.js';
import { AuthenticationPage } from './authentication-page.js';
import { ControlServer } from './control-server.js';
import type { FaultInput, FaultSettings } from './faults.js';
import { Sandbox, type SandboxOptions } from './sandbox.js';

export type { FaultInput, FaultSettings, FaultTime, HttpFaults, WebhookFaults } from './faults.js';

export interface StripeSandboxOptions extends SandboxOptions {
  /** 0 takes any free port. */
  port?: number;
  host?: string;
  /** The address browsers use, when it differs from the one the server listens on. */
  publicUrl?: string;
}

/** A running sandbox; what a test does over `/_sandbox` it can also do with these methods. */
export interface StripeSandbox {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Signs the events sent to the webhook given at the start or by `setWebhookUrl`. */
  readonly webhookSecret: string;
  /** Sends all events to this address from here on. */
  setWebhookUrl(url: string): void;
  /** Replaces all fault switches. @throws TypeError for a switch that does not exist */
  setFaults(faults: FaultInput): FaultSettings;
  /** Delivers every waiting event now; `includesLost` also those dropped or given up. */
  flushWebhooks(includesLost?: boolean): Promise<{ delivered: number; undelivered: number }>;
  /** Does at once what banks would do later (disputes, pending refunds). Answers how many. */
  runTasks(): number;
  /** What the card holder does on the 3-D Secure page. */
  authenticate(intentId: string, outcome: 'succeed' | 'fail'): void;
  openDispute(input: {
    charge?: string;
    payment_intent?: string;
    amount?: number;
    reason?: string;
    inquiry?: boolean;
  }): { id: string };
  /** What the bank decides; a lost one may give `reinstated` minor units back. */
  decideDispute(disputeId: string, outcome: 'won' | 'lost', reinstated?: number): void;
  /** Gives minor units of a lost dispute back. */
  reinstateDispute(disputeId: string, amount: number): void;
  /** Gives an endpoint another secret; the old one signs beside it for `overlapMs`. */
  rotateSecret(endpointId: string, overlapMs: number): string;
  /** Forgets all data and faults. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts the sandbox. Rejects when the port is taken. */
export async function startStripeSandbox(
  options: StripeSandboxOptions = {},
): Promise<StripeSandbox> {
  const sandbox = new Sandbox(options);
  const app = Fastify({ bodyLimit: 1_048_576, forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  new ApiServer(sandbox).register(app);
  new ControlServer(sandbox).register(app);
  new AuthenticationPage(sandbox).register(app);
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0];
    const message = `Unrecognized request URL (${request.method}: ${path}).`;
    void reply.status(404).send({ error: { type: 'invalid_request_error', message } });
  });
  const host = options.host ?? '127.0.0.1';
  await app.listen({ port: options.port ?? 12_111, host });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  sandbox.publicUrl = options.publicUrl ?? url;
  return {
    url,
    port,
    webhookSecret: sandbox.webhookSecret,
    setWebhookUrl: (address) => sandbox.setWebhookUrl(address),
    setFaults: (faults) => {
      const settings = sandbox.faults.set(faults);
      sandbox.sender.wake();
      return settings;
    },
    flushWebhooks: (includesLost = false) => sandbox.sender.flush(includesLost),
    runTasks: () => sandbox.tasks.runAll(),
    authenticate: (intentId, outcome) => void sandbox.authenticate(intentId, outcome),
    openDispute: (input) => sandbox.openDispute(input) as { id: string },
    decideDispute: (disputeId, outcome, reinstated) =>
      void sandbox.decideDispute(disputeId, outcome, reinstated),
    reinstateDispute: (disputeId, amount) => void sandbox.reinstateDispute(disputeId, amount),
    rotateSecret: (endpointId, overlapMs) => sandbox.rotateSecret(endpointId, overlapMs),
    reset: () => sandbox.reset(),
    close: async () => {
      await app.close();
      await sandbox.close();
    },
  };
}
