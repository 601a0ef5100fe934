import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { PgBoss, type JobResult } from 'pg-boss';
import type { Subscription } from 'rxjs';
import { In, type DataSource } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { CONFIG, type PurserConfig } from '../config/config.js';
import { DueReader, type DuePair } from '../database/due-reader.js';
import { eachOrganization } from '../database/each-organization.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { OutboxMessage } from './outbox-message.entity.js';
import { Outbox } from './outbox.js';
import { EVENT_HANDLER, type EventHandlerRule } from './on-event.decorator.js';

const BATCH_ROWS = 500;
const POLL_MS = 1_000;
const AFTER_APPEND_MS = 25;
/** Organizations at a time whose events are delivered here and now. */
const DRAIN_LANES = 4;
/** Where an event goes that a subscription could not work on however often it was tried. */
export const DEAD_LETTERS = 'purser.dead-letters';
/**
 * For three days: what a subscription asks may be away for long, and no sweep knows of a refund or a
 * dispute that nobody has told yet.
 */
const RETRIES = {
  retryLimit: 300,
  retryBackoff: true,
  retryDelay: 1,
  retryDelayMax: 900,
  deadLetter: DEAD_LETTERS,
};
/** Ten years: an event that failed is kept until a subscription can work on it. */
const KEPT = { retentionSeconds: 10 * 365 * 86_400 };
/** A full batch is followed by the next at once: a backlog does not wait for the poll. */
const WORK = {
  batchSize: 50,
  burstWhenBatchFull: true,
  perJobResults: true,
  pollingIntervalSeconds: 0.5,
} as const;

interface QueuedEvent {
  organizationId: string;
  eventId: string;
  payload: object;
}

type Handler = (event: object, eventId: string) => Promise<unknown>;

/**
 * Hands outbox rows to the queue (job id = outbox id) and lets subscriptions work on them. The
 * queue retries with back-off and dead-letters; the outbox row stays the record.
 */
@Injectable()
export class EventRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(EventRelay.name);
  private readonly handlers = new Map<string, { event: string; handle: Handler }>();
  private boss: PgBoss | null = null;
  private poll: NodeJS.Timeout | null = null;
  private soon: NodeJS.Timeout | null = null;
  private wake: Subscription | null = null;
  private running: Promise<number> | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly outbox: Outbox,
    private readonly due: DueReader,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.discover();
    if (this.config.PURSER_ROLE === 'http') return;
    await this.startQueue();
    this.poll = setInterval(() => this.relaySoon(), POLL_MS);
    this.wake = this.outbox.appends.subscribe(() => this.relaySoon());
  }

  /** While the database is still there: what subscriptions are working on is finished. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.poll) clearInterval(this.poll);
    if (this.soon) clearTimeout(this.soon);
    this.wake?.unsubscribe();
    await this.running?.catch(() => 0);
    await this.boss?.stop({ graceful: true, timeout: 5_000 });
  }

  /** Hands over what is waiting; returns how many rows. One at a time in a process. */
  relay(): Promise<number> {
    this.running ??= this.relayBatch().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /**
   * Delivers what waits, and what that causes, to the handlers here and now instead of through the
   * queue; returns how many events. A handler that fails stops it and its event stays; where `failed`
   * is given its id is noted there instead, and the rest goes on.
   */
  async drain(failed?: Set<string>): Promise<number> {
    for (let delivered = 0; ;) {
      const waiting = (await this.waiting()).filter(({ id }) => !failed?.has(id));
      if (waiting.length === 0) return delivered;
      // Who wants to hear of a failure at once wants nothing else under way then.
      const lanes = failed ? DRAIN_LANES : 1;
      await eachOrganization(waiting, lanes, async (pairs, organizationId) => {
        for (const message of await this.messages(organizationId, pairs.map(idOf))) {
          if (await this.deliverNow(message, failed)) delivered += 1;
        }
      });
    }
  }

  /**
   * Lets one subscription work on an event here and now.
   *
   * @throws Error there is no such subscription any more, or what the subscription throws
   */
  async handle(
    subscription: string,
    organizationId: string,
    eventId: string,
    payload: object,
  ): Promise<void> {
    const handler = this.handlers.get(subscription);
    if (!handler) throw new Error(`There is no subscription ${subscription} any more`);
    await handler.handle({ organizationId, ...payload }, eventId);
  }

  private async deliverNow(message: OutboxMessage, failed?: Set<string>): Promise<boolean> {
    const { organizationId, id, event } = message;
    try {
      await this.deliver(message);
    } catch (error) {
      if (!failed) throw error;
      failed.add(id);
      this.logger.warn({ err: error, organizationId, event, eventId: id }, 'an event waits');
      return false;
    }
    await this.markSent(organizationId, [id]);
    return true;
  }

  private async deliver({ organizationId, id, event, payload }: OutboxMessage): Promise<void> {
    for (const handler of this.handlers.values()) {
      if (handler.event === event) await handler.handle({ organizationId, ...payload }, id);
    }
  }

  private relaySoon(): void {
    this.soon ??= setTimeout(() => {
      this.soon = null;
      this.relay().then(
        (rows) => {
          if (rows === BATCH_ROWS) this.relaySoon();
        },
        (error: unknown) => this.logger.error({ err: error }, 'the outbox could not be relayed'),
      );
    }, AFTER_APPEND_MS);
  }

  private async relayBatch(): Promise<number> {
    // Whoever moves the clock delivers each event at the instant it belongs to.
    if (this.clock.isMoving) return 0;
    const pairs = await this.waiting();
    await eachOrganization(pairs, 1, (own, organizationId) =>
      this.handOver(organizationId, own.map(idOf)),
    );
    return pairs.length;
  }

  private async handOver(organizationId: string, ids: string[]): Promise<void> {
    const messages = await this.messages(organizationId, ids);
    for (const [queue, { event }] of this.handlers) {
      const jobs = messages
        .filter((message) => message.event === event)
        .map((message) => ({
          id: message.id,
          data: { organizationId, eventId: message.id, payload: message.payload },
        }));
      if (jobs.length > 0) await this.boss?.insert(queue, jobs);
    }
    await this.markSent(organizationId, ids);
  }

  private waiting(): Promise<DuePair[]> {
    return this.due.pairs(
      'SELECT organization_id, id FROM outbox WHERE sent_at IS NULL ORDER BY id LIMIT $1',
      [BATCH_ROWS],
    );
  }

  private messages(organizationId: string, ids: readonly string[]): Promise<OutboxMessage[]> {
    const where = { organizationId, id: In(ids) };
    return this.unitOfWork.read(organizationId, (tx) =>
      tx.find(OutboxMessage, { where, order: { id: 'ASC' } }),
    );
  }

  private async markSent(organizationId: string, ids: readonly string[]): Promise<void> {
    const where = { organizationId, id: In(ids) };
    const sentAt = this.clock.now();
    await this.unitOfWork.run(organizationId, (tx) => tx.update(OutboxMessage, where, { sentAt }));
  }

  private async startQueue(): Promise<void> {
    const boss = new PgBoss({
      connectionString: this.config.DATABASE_URL,
      application_name: 'purser-queue',
      schema: 'pgboss',
      createSchema: false,
      max: 4,
      schedule: false,
    });
    boss.on('error', (error) => this.logger.error({ err: error }, 'queue'));
    await boss.start();
    await boss.createQueue(DEAD_LETTERS, KEPT);
    await boss.updateQueue(DEAD_LETTERS, KEPT);
    for (const [queue, { handle }] of this.handlers) {
      await boss.createQueue(queue, RETRIES);
      await boss.updateQueue(queue, RETRIES);
      await boss.work<QueuedEvent, unknown, typeof WORK>(queue, WORK, async (jobs) => {
        const results: JobResult[] = [];
        for (const { id, data } of jobs) results.push(await this.settle(queue, id, data, handle));
        return results;
      });
    }
    this.boss = boss;
  }

  /** Lets a subscription work on one event; one that fails is tried again without the others. */
  private async settle(
    queue: string,
    id: string,
    { organizationId, eventId, payload }: QueuedEvent,
    handle: Handler,
  ): Promise<JobResult> {
    try {
      await handle({ organizationId, ...payload }, eventId);
      return { id, status: 'completed' };
    } catch (error) {
      this.logger.warn({ err: error, queue, organizationId, eventId }, 'an event is tried again');
      const message = error instanceof Error ? error.message : 'unknown error';
      return { id, status: 'failed', output: { message } };
    }
  }

  private discover(): void {
    // An HTTP application made from a started module bootstraps its providers once more.
    this.handlers.clear();
    for (const wrapper of this.discovery.getProviders()) {
      const instance = wrapper.instance as Record<string, unknown> | null;
      if (!instance || typeof instance !== 'object' || !wrapper.isDependencyTreeStatic()) continue;
      const prototype = Object.getPrototypeOf(instance) as Record<string, unknown> | null;
      if (!prototype) continue;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const method = prototype[name];
        if (typeof method !== 'function') continue;
        const rule = this.reflector.get<EventHandlerRule | undefined>(EVENT_HANDLER, method);
        if (!rule) continue;
        if (this.handlers.has(rule.queue)) throw new Error(`Two handlers named ${rule.queue}`);
        this.handlers.set(rule.queue, {
          event: rule.event,
          handle: (event, eventId) => (method as Handler).call(instance, event, eventId),
        });
      }
    }
  }
}

/** Whether there is a queue: where only requests were ever served there is none. */
export async function hasQueue(dataSource: DataSource): Promise<boolean> {
  const [found] = await dataSource.query<{ made: boolean }[]>(
    `SELECT to_regclass('pgboss.job') IS NOT NULL AS made`,
  );
  return found?.made ?? false;
}

const idOf = ({ id }: DuePair): string => id;
