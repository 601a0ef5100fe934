import { Act, idOf, type RequestOrigin, type Settings } from './act.js';
import { decideDispute, openDispute, reinstateDispute } from './disputes.js';
import { ApiError, invalidRequest } from './errors.js';
import { Faults } from './faults.js';
import { Journal } from './journal.js';
import { authenticateIntent } from './payment-confirmation.js';
import { authenticateSetup } from './setup-confirmation.js';
import { Store } from './store.js';
import { TaskRunner } from './task-runner.js';
import { ensureEndpoint, newSigningSecret, rotateSecret } from './webhook-endpoints.js';
import { WebhookSender, type SenderOptions } from './webhook-sender.js';

export interface SandboxOptions {
  /** Folder in which the data outlives the process; in memory only if left out. */
  dataFolder?: string;
  /** Unix seconds; the machine's clock if left out. */
  now?: () => number;
  asyncDelayMs?: number;
  webhook?: { url: string; secret?: string };
  webhookDelivery?: Partial<SenderOptions>;
}

const BY_ITSELF: RequestOrigin = { id: null, idempotency_key: null };
const keepsChanges = (error: unknown): boolean =>
  error instanceof ApiError && error.fate.keepsChanges;

/** The account behind the HTTP server: its records, faults, webhooks and banks. */
export class Sandbox {
  readonly faults = new Faults();
  readonly store: Store;
  readonly sender: WebhookSender;
  readonly tasks: TaskRunner;
  readonly settings: Settings;
  /** The address at which the server listens, once it does. */
  publicUrl = 'http://127.0.0.1';
  private readonly clock: () => number;
  /** How far ahead of its clock callers are; it never falls. */
  private aheadSeconds = 0;
  private webhook: { url: string; secret: string } | null;
  readonly webhookSecret: string;

  constructor(options: SandboxOptions) {
    this.clock = options.now ?? (() => Math.floor(Date.now() / 1000));
    this.store = new Store(options.dataFolder ? new Journal(options.dataFolder) : undefined);
    this.settings = {
      asyncDelayMs: options.asyncDelayMs ?? 1000,
      publicUrl: () => this.publicUrl,
    };
    this.sender = new WebhookSender(this.store, this.faults, {
      retryBaseMs: 2000,
      attempts: 12,
      timeoutMs: 10_000,
      ...options.webhookDelivery,
    });
    this.tasks = new TaskRunner(this.store, (work) => this.run(work));
    this.webhookSecret = options.webhook?.secret ?? this.knownSecret() ?? newSigningSecret();
    this.webhook = options.webhook
      ? { url: options.webhook.url, secret: this.webhookSecret }
      : null;
    this.setUp();
  }

  private knownSecret(): string | undefined {
    return this.store.get('endpoint_secrets', 'we_preconfigured')?.current;
  }

  private setUp(): void {
    const { webhook } = this;
    this.run((act) => {
      if (webhook) ensureEndpoint(act, webhook);
    });
  }

  /** Sends all events to this address from here on, signed with {@link webhookSecret}. */
  setWebhookUrl(url: string): void {
    this.webhook = { url, secret: this.webhookSecret };
    this.setUp();
  }

  /** The present time in Unix seconds. */
  now(): number {
    return this.clock() + this.aheadSeconds;
  }

  /**
   * Goes along with a caller whose time is ahead: what banks do by themselves is dated like what the
   * caller does. A caller in the past, who seeds a history, takes nobody along.
   */
  follow(seconds: number): void {
    this.aheadSeconds = Math.max(this.aheadSeconds, seconds - this.clock());
  }

  /** Runs one atomic piece of work, then lets webhooks and banks take notice. */
  run<T>(work: (act: Act) => T, origin: RequestOrigin = BY_ITSELF, now = this.now()): T {
    try {
      return this.store.change((changes) => {
        const act = new Act(this.store, changes, now, origin, this.settings);
        const result = work(act);
        act.finish();
        return result;
      }, keepsChanges);
    } finally {
      this.sender.wake();
      this.tasks.wake();
    }
  }

  /**
   * What the card holder did on the authentication page of a payment or a setup.
   * @throws ApiError 404 for an unknown intent, 400 when it is not waiting
   */
  authenticate(intentId: string, outcome: 'succeed' | 'fail'): object {
    const isAuthentic = outcome === 'succeed';
    return this.run((act) =>
      intentId.startsWith('seti_')
        ? authenticateSetup(act, act.fromPath('setup_intents', intentId), isAuthentic)
        : authenticateIntent(act, act.fromPath('payment_intents', intentId), isAuthentic),
    );
  }

  /** Opens a dispute on a charge, or on the charge of a payment. */
  openDispute(input: {
    charge?: string;
    payment_intent?: string;
    amount?: number;
    reason?: string;
    inquiry?: boolean;
  }): object {
    return this.run((act) => {
      const intent = input.payment_intent;
      const id =
        input.charge ??
        (intent === undefined ? '' : idOf(act.fromPath('payment_intents', intent).latest_charge));
      const charge = act.fromPath('charges', id ?? '');
      const amount = input.amount ?? charge.amount;
      if (!Number.isSafeInteger(amount) || amount < 1 || amount > charge.amount) {
        throw invalidRequest('The amount must be positive and at most the amount of the charge', {
          param: 'amount',
        });
      }
      const reason = input.reason ?? 'fraudulent';
      return openDispute(act, charge, { reason, isInquiry: input.inquiry ?? false, amount });
    });
  }

  /**
   * Decides a dispute; a lost one may give `reinstated` minor units back.
   * @throws ApiError 404 for an unknown one, 400 for a closed one or an amount that does not fit
   */
  decideDispute(id: string, outcome: 'won' | 'lost', reinstated = 0): object {
    return this.run((act) => decideDispute(act, act.fromPath('disputes', id), outcome, reinstated));
  }

  /** Gives minor units of a lost dispute back. @throws ApiError 404, 400 as {@link decideDispute} */
  reinstateDispute(id: string, amount: number): object {
    return this.run((act) => reinstateDispute(act, act.fromPath('disputes', id), amount));
  }

  /** Gives a webhook endpoint another secret and answers it. */
  rotateSecret(endpointId: string, overlapMs: number): string {
    return this.run((act) => rotateSecret(act, endpointId, overlapMs));
  }

  /** Forgets everything but the webhook endpoint given at the start, and all faults. */
  reset(): void {
    this.faults.set({});
    this.aheadSeconds = 0;
    this.store.clear();
    this.sender.clear();
    this.setUp();
  }

  async close(): Promise<void> {
    this.tasks.close();
    this.faults.release();
    await this.sender.close();
    this.store.close();
  }
}
