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
  /** What waits to be sent, the earliest due first; never what is in flight. */
  private queue: Delivery[] = [];
  /** What was made since the last look and has not met the faults yet. */
  private fresh: Delivery[] = [];
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  constructor(
    private readonly store: Store,
    private readonly faults: Faults,
    private readonly options: SenderOptions,
  ) {
    for (const delivery of store.oldestFirst('deliveries')) this.notice(delivery);
    store.onCommit((changes) => {
      for (const [table, , value] of changes) {
        if (table === 'deliveries' && value !== null) this.notice(value as Delivery);
      }
    });
  }

  private notice(delivery: Delivery): void {
    if (delivery.state !== 'pending') return;
    if (delivery.dueAtMs === 0) {
      this.fresh.push(delivery);
      return;
    }
    let index = this.queue.length;
    while (index > 0 && (this.queue[index - 1]?.dueAtMs ?? 0) > delivery.dueAtMs) index -= 1;
    this.queue.splice(index, 0, delivery);
  }

  /** Looks for deliveries that are due; called after every change. */
  wake(): void {
    if (this.isClosed || this.faults.webhooks.paused) return;
    this.admit();
    const nowMs = Date.now();
    if (this.faults.webhooks.reorder) this.shuffleDue(nowMs);
    while (this.inFlight.size < MOST_AT_ONCE && (this.queue[0]?.dueAtMs ?? Infinity) <= nowMs) {
      const delivery = this.queue.shift();
      if (delivery) this.start(delivery);
    }
    // A full house is woken by the next answer, an empty one by the next change.
    const next = this.queue[0];
    if (next && this.inFlight.size < MOST_AT_ONCE) this.sleepUntil(next.dueAtMs);
  }

  private shuffleDue(nowMs: number): void {
    const firstLater = this.queue.findIndex(({ dueAtMs }) => dueAtMs > nowMs);
    const due = this.queue.splice(0, firstLater < 0 ? this.queue.length : firstLater);
    this.queue.unshift(...this.faults.shuffle(due));
  }

  private sleepUntil(atMs: number): void {
    clearTimeout(this.timer);
    const delayMs = Math.min(Math.max(atMs - Date.now(), 1), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => this.wake(), delayMs);
    this.timer.unref();
  }

  /** Decides the fate of events that were just made: lost, delayed, or due. */
  private admit(): void {
    const fresh = this.fresh.splice(0).filter(({ id }) => this.store.get('deliveries', id));
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
    if (!this.store.get('deliveries', delivery.id)) return;
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
   * Sends everything that waits now, one after the other, whatever its delay, back-off or pause
   * says; with `includesLost` also what was dropped or given up. Answers how many were delivered
   * and how many were not.
   */
  async flush(includesLost: boolean): Promise<{ delivered: number; undelivered: number }> {
    let delivered = 0;
    const tried = new Set<string>();
    for (;;) {
      await Promise.all(this.inFlight.values());
      if (!this.faults.webhooks.paused) this.admit();
      const next = this.untried(tried, includesLost);
      if (next.length === 0) break;
      for (const delivery of this.faults.webhooks.reorder ? this.faults.shuffle(next) : next) {
        tried.add(delivery.id);
        await this.sendNow(delivery);
        if (!this.store.get('deliveries', delivery.id)) delivered += 1;
      }
    }
    return { delivered, undelivered: [...this.store.oldestFirst('deliveries')].length };
  }

  private untried(tried: ReadonlySet<string>, includesLost: boolean): Delivery[] {
    return [...this.store.oldestFirst('deliveries')].filter(
      ({ id, state }) =>
        !tried.has(id) && !this.inFlight.has(id) && (state === 'pending' || includesLost),
    );
  }

  private async sendNow(delivery: Delivery): Promise<void> {
    const { id } = delivery;
    if (!this.inFlight.has(id)) {
      this.queue = this.queue.filter((waiting) => waiting.id !== id);
      this.fresh = this.fresh.filter((waiting) => waiting.id !== id);
      this.start(delivery);
    }
    await this.inFlight.get(id);
  }

  /** Forgets what waits, when the account is emptied. */
  clear(): void {
    this.queue = [];
    this.fresh = [];
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    await Promise.all(this.inFlight.values());
  }
}
