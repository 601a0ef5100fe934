import { setTimeout as sleep } from 'node:timers/promises';
import { performance } from 'node:perf_hooks';
import { PaymentProviderUnavailable } from '../payments.errors.js';

export interface ThrottleOptions {
  /** Calls per second in the long run. */
  readonly perSecond: number;
  /** Calls that may start at once after a pause. */
  readonly burst: number;
  /** The longest that one call waits in all; longer is an outage. */
  readonly longestWaitMs: number;
  /** Milliseconds that only grow; the machine's unless given. */
  readonly nowMs?: () => number;
  readonly wait?: (milliseconds: number) => Promise<unknown>;
}

const DEFAULT_PAUSE_MS = 1_000;

/**
 * The token bucket in front of the provider, one per process. Whoever would wait too long is told to
 * come again instead; while the provider says `Retry-After` nobody calls it.
 */
export class ProviderThrottle {
  private readonly perSecond: number;
  private readonly burst: number;
  private readonly longestWaitMs: number;
  private readonly nowMs: () => number;
  private readonly wait: (milliseconds: number) => Promise<unknown>;
  /** Tokens in the bucket at `filledAt`; below zero while calls wait for theirs. */
  private tokens: number;
  private filledAt: number;
  private pausedUntil = 0;

  constructor(options: ThrottleOptions) {
    this.perSecond = options.perSecond;
    this.burst = options.burst;
    this.longestWaitMs = options.longestWaitMs;
    this.nowMs = options.nowMs ?? (() => performance.now());
    this.wait = options.wait ?? sleep;
    this.tokens = options.burst;
    this.filledAt = this.nowMs();
  }

  /**
   * Resolves when one call may start. `waitedMs` is what this call waited before.
   *
   * @returns how long it waited in all
   * @throws PaymentProviderUnavailable its turn is too far away; it takes no place then
   */
  async pass(waitedMs = 0): Promise<number> {
    const now = this.nowMs();
    this.refill(now);
    const turnMs = this.tokens >= 1 ? 0 : ((1 - this.tokens) * 1_000) / this.perSecond;
    const waitMs = Math.max(turnMs, this.pausedUntil - now);
    if (waitedMs + waitMs > this.longestWaitMs) throw busy(waitMs);
    this.tokens -= 1;
    if (waitMs > 0) await this.wait(waitMs);
    return waitedMs + waitMs;
  }

  /** The provider asks for a pause: `retryAfter` is its header, in seconds. */
  pause(retryAfter: string | undefined): void {
    const seconds = Number(retryAfter);
    const pauseMs =
      retryAfter !== undefined && Number.isFinite(seconds) && seconds > 0
        ? seconds * 1_000
        : DEFAULT_PAUSE_MS;
    this.pausedUntil = Math.max(this.pausedUntil, this.nowMs() + pauseMs);
  }

  private refill(now: number): void {
    const gained = ((now - this.filledAt) * this.perSecond) / 1_000;
    this.tokens = Math.min(this.burst, this.tokens + gained);
    this.filledAt = now;
  }
}

function busy(waitMs: number): PaymentProviderUnavailable {
  return new PaymentProviderUnavailable(
    'The payment provider takes no more calls at this moment. Try again soon.',
    Math.max(1, Math.ceil(waitMs / 1_000)),
  );
}
