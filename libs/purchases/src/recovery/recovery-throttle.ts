import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';
import { TooManyRequests } from '@purser/platform';

const WINDOW_MS = 60_000;
/** Bad tokens of one address in a minute: nobody mistypes a link that often. */
const BAD_TOKENS = 30;
/** Requests to one link in a minute. */
const REQUESTS = 60;
const MOST_KEYS = 20_000;

interface Window {
  readonly endsAtMs: number;
  count: number;
}

/** Limits of the public recovery routes, counted in this process in machine time. */
@Injectable()
export class RecoveryThrottle {
  private readonly windows = new Map<string, Window>();

  /** @throws TooManyRequests the address sent too many bad tokens within the last minute */
  assertTrusted(ip: string): void {
    this.assertBelow(`ip/${ip}`, BAD_TOKENS);
  }

  noteBadToken(ip: string): void {
    this.count(`ip/${ip}`);
  }

  /** @throws TooManyRequests the link was asked for too often within the last minute */
  noteRequest(linkId: string): void {
    this.assertBelow(`link/${linkId}`, REQUESTS);
    this.count(`link/${linkId}`);
  }

  private assertBelow(key: string, most: number): void {
    const window = this.open(key);
    if (!window || window.count < most) return;
    throw new TooManyRequests(Math.ceil((window.endsAtMs - performance.now()) / 1_000));
  }

  private count(key: string): void {
    const window = this.open(key);
    if (window) {
      window.count += 1;
      return;
    }
    if (this.windows.size >= MOST_KEYS) this.windows.clear();
    this.windows.set(key, { endsAtMs: performance.now() + WINDOW_MS, count: 1 });
  }

  private open(key: string): Window | undefined {
    const window = this.windows.get(key);
    if (!window || window.endsAtMs > performance.now()) return window;
    this.windows.delete(key);
    return undefined;
  }
}
