import { Injectable, Logger } from '@nestjs/common';
import { EVENT_TYPES, type EventType } from '@purser/contracts';
import { Clock, DueReader, newId, OutboxMessage, UnitOfWork, type Tx } from '@purser/platform';
import { In } from 'typeorm';
import { WebhookFanOut } from '../webhooks/webhook-fan-out.js';
import { EventHead } from './event-head.entity.js';
import { publicEventsOf, TRANSLATED_EVENTS, type Told } from './event-translation.js';
import { PublicEvent } from './public-event.entity.js';
import { purchasesById } from './purchase-facts.js';

const BATCH_ROWS = 200;
const PAGE_ORGANIZATIONS = 200;
const NIL = '00000000-0000-0000-0000-000000000000';
/** Steps of one instant have the order of the catalogue: paid before invoiced, opened before lost. */
const RANK = new Map(Object.keys(EVENT_TYPES).map((type, rank) => [type as EventType, rank]));

interface Source extends Told {
  readonly sourceId: string;
  readonly occurredAt: Date;
}

/**
 * Makes the public events of an organization from its outbox, after what caused them committed.
 *
 * The head row of the organization is locked while events get their sequence, and until they are
 * committed: who sees an event sees every one before it, so a reader that continues after a sequence
 * misses none however many transactions commit at once.
 */
@Injectable()
export class EventPublisher {
  private readonly logger = new Logger(EventPublisher.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly due: DueReader,
    private readonly fanOut: WebhookFanOut,
  ) {}

  /** Publishes what waits in every organization; one that fails does not stop the others. */
  async publishWaiting(failed: (organizationId: string, error: unknown) => void): Promise<number> {
    let published = 0;
    for (let after = NIL; ;) {
      const page = await this.due.pairs(
        `SELECT DISTINCT organization_id, organization_id AS id FROM outbox
         WHERE NOT published AND organization_id > $1 ORDER BY organization_id LIMIT $2`,
        [after, PAGE_ORGANIZATIONS],
      );
      for (const { organizationId } of page) {
        try {
          published += await this.publish(organizationId);
        } catch (error) {
          this.logger.warn({ err: error, organizationId }, 'events could not be published');
          failed(organizationId, error);
        }
      }
      const last = page.at(-1);
      if (!last || page.length < PAGE_ORGANIZATIONS) return published;
      after = last.organizationId;
    }
  }

  /** Publishes what waits in one organization; gives how many public events that made. */
  async publish(organizationId: string): Promise<number> {
    for (let published = 0; ;) {
      const { rows, events } = await this.unitOfWork.run(organizationId, (tx) => this.batch(tx));
      published += events;
      if (rows < BATCH_ROWS) return published;
    }
  }

  private async batch(tx: Tx): Promise<{ rows: number; events: number }> {
    const { organizationId } = tx;
    await ensureHead(tx);
    // Whoever holds the head publishes what we see too, or we do at the next look.
    const head = await tx.findOne(EventHead, {
      where: { organizationId },
      lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
    });
    if (!head) return { rows: 0, events: 0 };
    const messages = await tx.find(OutboxMessage, {
      where: { organizationId, published: false },
      order: { createdAt: 'ASC', id: 'ASC' },
      take: BATCH_ROWS,
    });
    if (messages.length === 0) return { rows: 0, events: 0 };
    const events = await this.write(tx, head, await sourcesOf(tx, messages));
    const ids = messages.map(({ id }) => id);
    await tx.update(OutboxMessage, { organizationId, id: In(ids) }, { published: true });
    return { rows: messages.length, events };
  }

  private async write(tx: Tx, head: EventHead, sources: readonly Source[]): Promise<number> {
    if (sources.length === 0) return 0;
    const { organizationId } = tx;
    const createdAt = this.clock.now();
    let sequence = head.lastSequence;
    const events: PublicEvent[] = [];
    const wanted: PublicEvent[] = [];
    for (const { type, data, toEndpoints, sourceId, occurredAt } of sources) {
      sequence += 1n;
      const id = newId(occurredAt);
      const fields = { organizationId, id, sequence, type, sourceId, occurredAt, createdAt };
      const event = Object.assign(new PublicEvent(), { ...fields, payload: data });
      events.push(event);
      if (toEndpoints) wanted.push(event);
    }
    await tx.insert(PublicEvent, events);
    await tx.update(EventHead, { organizationId }, { lastSequence: sequence });
    await this.fanOut.write(tx, wanted);
    return events.length;
  }
}

/** Makes the head row of the transaction's organization where there is none. */
export async function ensureHead(tx: Tx): Promise<void> {
  const { organizationId } = tx;
  if (await tx.existsBy(EventHead, { organizationId })) return;
  await tx
    .createQueryBuilder()
    .insert()
    .into(EventHead)
    .values({ organizationId, lastSequence: 0n, purgedSequence: 0n })
    .orIgnore()
    .execute();
}

async function sourcesOf(tx: Tx, messages: readonly OutboxMessage[]): Promise<Source[]> {
  const { organizationId } = tx;
  const shown = messages
    .filter(({ event }) => TRANSLATED_EVENTS.includes(event))
    .map((message) => ({ message, fields: message.payload as Record<string, unknown> }));
  const purchaseIds = shown.flatMap(({ fields }) =>
    typeof fields['purchaseId'] === 'string' ? [fields['purchaseId']] : [],
  );
  const purchases = await purchasesById(tx, [...new Set(purchaseIds)]);
  return shown
    .flatMap(({ message, fields }) => {
      const purchase = purchases.get(String(fields['purchaseId'])) ?? null;
      const told = publicEventsOf(message.event, { ...fields, organizationId }, purchase);
      const origin = { sourceId: message.id, occurredAt: message.createdAt };
      return told.map((one) => ({ ...one, ...origin }));
    })
    .toSorted(
      (one, other) =>
        one.occurredAt.getTime() - other.occurredAt.getTime() ||
        (RANK.get(one.type) ?? 0) - (RANK.get(other.type) ?? 0),
    );
}
