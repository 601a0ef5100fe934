import type Stripe from 'stripe';
import { signatureHeader, signingSecrets, type Delivery } from './deliveries.js';
import type { Faults } from './faults.js';
import type { Store } from './store.js';

export interface SenderOptions {
  /** Milliseconds before the first retry; doubled each time. */
  retryBaseMs: number;
  /** Attempts after which an event counts as failed. */
  attempts: number;
  /** Milliseconds an endpoint may take to answer. */
  timeoutMs: number;
}

const MOST_AT_ONCE = 16;
const LONGEST_RETRY_MS = 3_600_000;
/** How long events are gathered before they are shuffled. */
const SHUFFLE_WINDOW_MS = 50;
const LONGEST_TIMER_MS = 2_147_483_647;

/** Sends events to webhook endpoints, signed, with retries, and with the faults asked for. */
export class WebhookSender {
  private readonly inFlight = new Map<string, Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly store: Store,
    private readonly faults: Faults,
    private readonly options: SenderOptions,
  ) {}

  /** Looks for deliveries that are due; called after every change. */
  wake(): void {
    if (this.isClosed || this.faults.webhooks.paused) return;
    this.admit();
    const nowMs = Date.now();
    const waiting = this.waiting();
    const due = waiting.filter(({ dueAtMs }) => dueAtMs <= nowMs);
    const ordered = this.faults.webhooks.reorder ? this.faults.shuffle(due) : due;
    for (const delivery of ordered.slice(0, MOST_AT_ONCE - this.inFlight.size)) {
      this.start(delivery);
    }
    const nextMs = Math.min(...waiting.map(({ dueAtMs }) => dueAtMs).filter((at) => at > nowMs));
    this.sleepUntil(nextMs);
  }

  private sleepUntil(atMs: number): void {
    clearTimeout(this.timer);
    if (!Number.isFinite(atMs)) return;
    const delayMs = Math.min(Math.max(atMs - Date.now(), 1), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => this.wake(), delayMs);
    this.timer.unref();
  }

  private waiting(): Delivery[] {
    const pending: Delivery[] = [];
    for (const delivery of this.store.oldestFirst('deliveries')) {
      if (delivery.state === 'pending' && !this.inFlight.has(delivery.id)) pending.push(delivery);
    }
    return pending;
  }

  /** Decides the fate of events that were just made: lost, delayed, or due. */
  private admit(): void {
    const fresh = this.waiting().filter(({ dueAtMs }) => dueAtMs === 0);
    if (fresh.length === 0) return;
    const { delayMs, reorder } = this.faults.webhooks;
    const dueAtMs = Date.now() + delayMs + (reorder ? SHUFFLE_WINDOW_MS : 0);
    this.store.change((changes) => {
      for (const delivery of fresh) {
        const state = this.faults.dropsEvent() ? 'dropped' : 'pending';
        changes.put('deliveries', { ...delivery, state, dueAtMs });
      }
    });
  }

  private start(delivery: Delivery): void {
    const sending = this.send(delivery)
      .catch((error: unknown) => console.error('stripe-sandbox: webhook not sent:', error))
      .finally(() => {
        this.inFlight.delete(delivery.id);
        this.wake();
      });
    this.inFlight.set(delivery.id, sending);
  }

  private async send(delivery: Delivery): Promise<void> {
    const endpoint = this.store.get('webhook_endpoints', delivery.endpoint);
    const event = this.store.get('events', delivery.event);
    if (!endpoint || !event || endpoint.status !== 'enabled') {
      this.finish(delivery);
      return;
    }
    const copies = 1 + this.faults.webhooks.duplicate;
    const accepted: boolean[] = [];
    for (let copy = 0; copy < copies; copy += 1) accepted.push(await this.post(endpoint, event));
    if (accepted.includes(true)) this.finish(delivery);
    else this.retryLater(delivery);
  }

  private async post(endpoint: Stripe.WebhookEndpoint, event: Stripe.Event): Promise<boolean> {
    const secrets = this.store.get('endpoint_secrets', endpoint.id);
    if (!secrets) return false;
    const nowMs = Date.now();
    const payload = JSON.stringify(event, null, 2);
    const seconds = Math.floor(nowMs / 1000);
    try {
      const answer = await fetch(endpoint.url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json; charset=utf-8',
          'Stripe-Signature': signatureHeader(payload, seconds, signingSecrets(secrets, nowMs)),
          'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
        body: payload,
        redirect: 'manual',
        signal: AbortSignal.timeout(this.options.timeoutMs),
      });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      // Refused, cut off or too slow: all of it is an attempt that failed.
      return false;
    }
  }

  private finish(delivery: Delivery): void {
    this.store.change((changes) => {
      if (!this.store.get('deliveries', delivery.id)) return;
      changes.remove('deliveries', delivery.id);
      const event = this.store.get('events', delivery.event);
      if (!event) return;
      const left = Math.max(event.pending_webhooks - 1, 0);
      changes.put('events', { ...event, pending_webhooks: left });
    });
  }

  private retryLater(delivery: Delivery): void {
    const attempts = delivery.attempts + 1;
    const backOffMs = this.options.retryBaseMs * 2 ** (attempts - 1);
    const dueAtMs = Date.now() + Math.min(backOffMs, LONGEST_RETRY_MS);
    const state = attempts >= this.options.attempts ? 'failed' : 'pending';
    this.store.change((changes) => {
      if (!this.store.get('deliveries', delivery.id)) return;
      changes.put('deliveries', { ...delivery, attempts, dueAtMs, state });
    });
  }

  /**
   * Sends everything that waits now, whatever its delay, back-off or pause says; with
   * `includesLost` also what was dropped or given up. Answers how many were delivered and
   * how many still wait.
   */
  async flush(includesLost: boolean): Promise<{ delivered: number; undelivered: number }> {
    let delivered = 0;
    const tried = new Set<string>();
    for (;;) {
      await Promise.all(this.inFlight.values());
      if (!this.faults.webhooks.paused) this.admit();
      const next = [...this.store.oldestFirst('deliveries')].filter(
        ({ id, state }) =>
          !tried.has(id) && !this.inFlight.has(id) && (state === 'pending' || includesLost),
      );
      if (next.length === 0) break;
      const ordered = this.faults.webhooks.reorder ? this.faults.shuffle(next) : next;
      for (const delivery of ordered) {
        tried.add(delivery.id);
        this.start(delivery);
        await this.inFlight.get(delivery.id);
        if (!this.store.get('deliveries', delivery.id)) delivered += 1;
      }
    }
    return { delivered, undelivered: [...this.store.oldestFirst('deliveries')].length };
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await Promise.all(this.inFlight.values());
  }
}
