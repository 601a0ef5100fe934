import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { CONFIG, TooManyRequests, type PurserConfig, type PurserRequest } from '@purser/platform';
import type { FastifyReply } from 'fastify';

const MAX_BUCKETS = 50_000;

interface Bucket {
  tokens: number;
  filledAtMs: number;
}

/**
 * A token bucket per caller (organization and principal), or per address for strangers; counted in
 * this process, in machine time. A bucket holds one second's worth of requests. Stands after the
 * guards that say who calls.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly buckets = new Map<string, Bucket>();
  private readonly perSecond: number;
  private readonly policy: string;

  constructor(@Inject(CONFIG) config: PurserConfig) {
    this.perSecond = config.REQUESTS_PER_SECOND;
    this.policy = `"default";q=${this.perSecond};w=1`;
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<PurserRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const key = request.caller
      ? `${request.organizationId ?? ''}/${request.caller.id}`
      : `ip/${request.ip}`;
    const left = this.take(key, performance.now());
    void reply.header('ratelimit-policy', this.policy);
    void reply.header('ratelimit', `"default";r=${Math.max(0, Math.floor(left))};t=1`);
    if (left < 0) throw new TooManyRequests(1);
    return true;
  }

  /** Takes one request from the bucket; below zero means none was left. */
  private take(key: string, nowMs: number): number {
    let bucket = this.buckets.get(key);
    if (!bucket) {
      // Dropping a full bucket changes nothing: a fresh one is full as well.
      if (this.buckets.size >= MAX_BUCKETS) this.buckets.clear();
      bucket = { tokens: this.perSecond, filledAtMs: nowMs };
      this.buckets.set(key, bucket);
    }
    const refill = ((nowMs - bucket.filledAtMs) / 1_000) * this.perSecond;
    bucket.tokens = Math.min(this.perSecond, bucket.tokens + refill);
    bucket.filledAtMs = nowMs;
    if (bucket.tokens < 1) return -1;
    bucket.tokens -= 1;
    return bucket.tokens;
  }
}
