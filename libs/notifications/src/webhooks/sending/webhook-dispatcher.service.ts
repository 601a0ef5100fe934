import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import {
  Clock,
  CONFIG,
  DueReader,
  Jobs,
  type DuePair,
  type JobTally,
  type PurserConfig,
} from '@purser/platform';
import { EventPublisher } from '../../event-feed/event-publisher.service.js';
import { WebhookLimits } from '../webhook-limits.js';
import { DeliveryDesk, type ClaimedDelivery } from './delivery-desk.js';
import { Gate } from './gate.js';
import { notSent, WebhookSender, type WebhookAnswer } from './webhook-sender.js';
import { WebhookSecrets } from './webhook-secrets.js';

const PAGE_ROWS = 200;
const NIL = '00000000-0000-0000-0000-000000000000';

/**
 * Works through what is due: one lane per endpoint, so that one that is slow holds up nobody else,
 * and those that failed last time have lanes of their own.
 */
@Injectable()
export class WebhookDispatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(WebhookDispatcher.name);
  private readonly lanes = new Map<string, Promise<void>>();
  private readonly healthy: Gate;
  private readonly failing: Gate;
  private poll: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;
  private stopping = false;

  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly clock: Clock,
    private readonly due: DueReader,
    private readonly jobs: Jobs,
    private readonly publisher: EventPublisher,
    private readonly desk: DeliveryDesk,
    private readonly sender: WebhookSender,
    private readonly secrets: WebhookSecrets,
    private readonly limits: WebhookLimits,
  ) {
    this.healthy = new Gate(limits.healthyLanes);
    this.failing = new Gate(limits.failingLanes);
  }

  /** Between the runs of the job, events are published and sent within a second. */
  onApplicationBootstrap(): void {
    if (this.config.PURSER_ROLE === 'http' || this.poll) return;
    this.poll = setInterval(() => this.look(), this.limits.pollMs);
  }

  /** What is under way is answered and noted; what is not begun waits for another process. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    if (this.poll) clearInterval(this.poll);
    await this.looking;
    await Promise.all(this.lanes.values());
  }

  /** Publishes what waits, then tries every delivery that is due at `now`. */
  async deliverDue(job: string, now: Date, tally: JobTally): Promise<void> {
    const unpublished = new Map<string, unknown>();
    await this.publisher.publishWaiting((organizationId, error) => {
      unpublished.set(organizationId, error);
    });
    for (const [organizationId, error] of unpublished) {
      const pair = { organizationId, id: organizationId };
      await this.jobs.each(job, tally, [pair], () => Promise.reject(asError(error)));
    }
    const lanes = (await this.dueEndpoints(now)).map(async (endpoint) => {
      try {
        await this.lane(endpoint, (pair, work) => this.jobs.each(job, tally, [pair], work));
      } catch (error) {
        // Nothing could be claimed here; the lanes of others go on.
        await this.jobs.each(job, tally, [endpoint], () => Promise.reject(asError(error)));
      }
    });
    await Promise.all(lanes);
  }

  /** Sends one claimed delivery and notes the answer; says whether it got through. */
  async attempt(claimed: ClaimedDelivery): Promise<boolean> {
    const answer = await this.send(claimed);
    await this.desk.record(claimed, answer);
    return answer.delivered;
  }

  private send(claimed: ClaimedDelivery): Promise<WebhookAnswer> {
    const { endpoint, delivery, body } = claimed;
    let secrets: string[];
    try {
      secrets = this.secretsOf(claimed);
    } catch (error) {
      // A key that is missing is ours to repair: the delivery keeps its plan like any other failure.
      return Promise.resolve(notSent(asError(error).message));
    }
    return this.sender.send({ url: endpoint.url, id: delivery.eventId, body, secrets });
  }

  private look(): void {
    // While the clock of the sandbox moves, whoever moves it lets the job run in order.
    if (this.stopping || this.looking || this.clock.isMoving) return;
    this.looking = this.lookOnce()
      .catch((error: unknown) => this.logger.error({ err: error }, 'webhooks could not be sent'))
      .finally(() => {
        this.looking = null;
      });
  }

  /** Starts the lanes of what is due and does not wait for them: the next look comes in time. */
  private async lookOnce(): Promise<void> {
    await this.publisher.publishWaiting(() => undefined);
    for (const endpoint of await this.dueEndpoints(this.clock.now())) {
      void this.lane(endpoint, async (_pair, work) => {
        await work();
      }).catch((error: unknown) =>
        this.logger.warn({ err: error, endpointId: endpoint.id }, 'a webhook could not be noted'),
      );
    }
  }

  private async dueEndpoints(now: Date): Promise<(DuePair & { failing: boolean })[]> {
    const found: (DuePair & { failing: boolean })[] = [];
    for (const failing of [false, true]) {
      for (let after = NIL; ;) {
        const page = await this.due.pairs(
          `SELECT DISTINCT e.organization_id, e.id
           FROM webhook_deliveries d
           JOIN webhook_endpoints e
             ON e.organization_id = d.organization_id AND e.id = d.endpoint_id
           WHERE d.due_at <= $1 AND (d.claimed_until IS NULL OR d.claimed_until <= $1)
             AND e.id > $2 AND (e.failing_since IS NOT NULL) = $4
           ORDER BY e.id LIMIT $3`,
          [now, after, PAGE_ROWS, failing],
        );
        found.push(...page.map((pair) => ({ ...pair, failing })));
        const last = page.at(-1);
        if (!last || page.length < PAGE_ROWS) break;
        after = last.id;
      }
    }
    return found;
  }

  /** Works through one endpoint; joins in where this process is at it already. */
  private lane(
    endpoint: DuePair & { failing: boolean },
    each: (pair: DuePair, work: () => Promise<unknown>) => Promise<void>,
  ): Promise<void> {
    const key = `${endpoint.organizationId}/${endpoint.id}`;
    const running = this.lanes.get(key);
    if (running) return running;
    const gate = endpoint.failing ? this.failing : this.healthy;
    const lane = gate
      .through(() => this.drain(endpoint, each))
      .finally(() => this.lanes.delete(key));
    this.lanes.set(key, lane);
    return lane;
  }

  private async drain(
    endpoint: DuePair,
    each: (pair: DuePair, work: () => Promise<unknown>) => Promise<void>,
  ): Promise<void> {
    let failures = 0;
    while (!this.stopping && failures < this.limits.failuresPerTurn) {
      const claimed = await this.desk.claim(endpoint, this.limits.perEndpoint);
      if (claimed.length === 0) return;
      await Promise.all(
        claimed.map((one) =>
          each({ organizationId: endpoint.organizationId, id: one.delivery.id }, async () => {
            failures = (await this.attempt(one)) ? 0 : failures + 1;
          }),
        ),
      );
    }
  }

  /** The secrets that sign: during a rotation the one before as well. */
  private secretsOf({ endpoint }: ClaimedDelivery): string[] {
    const { secret, previousSecret, previousSecretUntil } = endpoint;
    const rotating = previousSecretUntil !== null && previousSecretUntil > this.clock.now();
    return [secret, ...(rotating && previousSecret !== null ? [previousSecret] : [])].map((one) =>
      this.secrets.open(one),
    );
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error('unknown error');
}
