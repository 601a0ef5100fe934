import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { MachineClock } from '@purser/identity';
import { Webhook } from 'standardwebhooks';
import { Agent, buildConnector, request, type Dispatcher } from 'undici';
import { WebhookLimits } from '../webhook-limits.js';
import { AddressGuard } from './address-guard.js';

const USER_AGENT = 'Purser-Webhooks/1';
const LONGEST_ERROR = 500;
const GONE = 410;
const ASKS_TO_WAIT: readonly number[] = [429, 503];

/** One message, ready to be signed and sent. */
export interface WebhookMessage {
  readonly url: string;
  /** `webhook-id`: the same for every attempt. */
  readonly id: string;
  readonly body: string;
  /** Each signs; while a rotation lasts there are two. */
  readonly secrets: readonly string[];
}

/** What came of one attempt. */
export interface WebhookAnswer {
  readonly delivered: boolean;
  /** The endpoint wants nothing more, ever. */
  readonly gone: boolean;
  readonly httpStatus: number | null;
  /** How long it asked us to wait; null where it did not. */
  readonly retryAfterMs: number | null;
  readonly responseBody: string | null;
  /** Why it was not delivered. */
  readonly error: string | null;
  readonly latencyMs: number;
}

/** Sends messages as Standard Webhooks says, to public addresses only. It never throws. */
@Injectable()
export class WebhookSender implements OnApplicationShutdown {
  private readonly agent: Agent;

  constructor(
    private readonly guard: AddressGuard,
    private readonly limits: WebhookLimits,
    private readonly machine: MachineClock,
  ) {
    const { timeoutMs: timeout } = limits;
    const connect = buildConnector({ timeout, lookup: guard.lookup, allowH2: false });
    this.agent = new Agent({
      connect: (options, callback) => {
        try {
          guard.checkLiteral(options.hostname);
        } catch (error) {
          return callback(error as Error, null);
        }
        connect(options, callback);
      },
      headersTimeout: timeout,
      bodyTimeout: timeout,
    });
  }

  async send(message: WebhookMessage): Promise<WebhookAnswer> {
    const started = performance.now();
    const latencyMs = () => Math.round(performance.now() - started);
    try {
      const response = await request(message.url, {
        method: 'POST',
        headers: this.headersOf(message),
        body: message.body,
        dispatcher: this.agent,
        signal: AbortSignal.timeout(this.limits.timeoutMs),
      });
      const responseBody = await this.beginningOf(response.body);
      return { ...this.judged(response), responseBody, latencyMs: latencyMs() };
    } catch (error) {
      return notSent(this.reasonOf(error), latencyMs());
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.agent.destroy();
  }

  /** The time is the machine's: receivers compare it with theirs. */
  private headersOf({ id, body, secrets }: WebhookMessage): Record<string, string> {
    const at = this.machine.now();
    const signatures = secrets.map((secret) => new Webhook(secret).sign(id, at, body));
    return {
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': signatures.join(' '),
    };
  }

  private judged({ statusCode, headers }: Dispatcher.ResponseData) {
    const delivered = statusCode >= 200 && statusCode < 300;
    const redirects = statusCode >= 300 && statusCode < 400;
    const wrong = redirects
      ? `answered ${statusCode}; redirects are not followed`
      : `answered ${statusCode}`;
    return {
      delivered,
      gone: statusCode === GONE,
      httpStatus: statusCode,
      retryAfterMs: ASKS_TO_WAIT.includes(statusCode) ? this.pauseOf(headers['retry-after']) : null,
      error: delivered ? null : wrong,
    };
  }

  /** `Retry-After` in seconds or as a date; null where it says nothing sensible. */
  private pauseOf(retryAfter: string | string[] | undefined): number | null {
    if (typeof retryAfter !== 'string') return null;
    const ms = /^\d+$/.test(retryAfter)
      ? Number(retryAfter) * 1_000
      : Date.parse(retryAfter) - this.machine.now().getTime();
    return ms > 0 ? Math.min(ms, this.limits.longestPauseMs) : null;
  }

  /** The first bytes as text. The status counts, so a body that breaks off changes nothing. */
  private async beginningOf(body: Dispatcher.ResponseData['body']): Promise<string | null> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes >= this.limits.answerBytes) break;
      }
    } catch {
      // What came until then is kept.
    }
    const kept = Buffer.concat(chunks).subarray(0, this.limits.answerBytes);
    // PostgreSQL cannot hold a NUL in a text.
    return kept.length === 0 ? null : kept.toString('utf8').replaceAll('\0', '\u{fffd}');
  }

  private reasonOf(error: unknown): string {
    const { name, code, message } = error as { name?: string; code?: string; message?: string };
    if (name === 'TimeoutError' || code?.endsWith('_TIMEOUT') === true) {
      return `no answer within ${this.limits.timeoutMs / 1_000} s`;
    }
    const text = message || code || name || 'unknown error';
    return text.replaceAll('\0', '').slice(0, LONGEST_ERROR);
  }
}

/** An attempt that got no answer, and why. */
export function notSent(error: string, latencyMs = 0): WebhookAnswer {
  return {
    delivered: false,
    gone: false,
    httpStatus: null,
    retryAfterMs: null,
    responseBody: null,
    error,
    latencyMs,
  };
}
