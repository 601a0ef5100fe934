import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { EventType, PageView, WebhookDeliveryStatus } from '@purser/contracts';
import {
  Clock,
  decodeCursor,
  isId,
  newId,
  NotFound,
  toPage,
  UnitOfWork,
  type Actor,
  type PageQuery,
  type Tx,
} from '@purser/platform';
import { PublicEvent, publicEventView } from '../event-feed/public-event.entity.js';
import {
  webhookAttemptView,
  webhookDeliveryView,
  type WebhookDeliveryDetailDto,
  type WebhookDeliveryDto,
} from './dto/webhook-delivery.view.js';
import { lockedEndpoint } from './endpoint-changes.js';
import { DeliveryDesk, type ClaimedDelivery } from './sending/delivery-desk.js';
import { WebhookDispatcher } from './sending/webhook-dispatcher.service.js';
import { WebhookAttempt } from './webhook-attempt.entity.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { newDelivery } from './webhook-fan-out.js';
import { WebhookEndpointIsDisabled } from './webhooks.errors.js';

/** Which deliveries to list; a field left out does not filter. */
export interface WebhookDeliveryFilter {
  readonly endpointId?: string;
  readonly status?: WebhookDeliveryStatus;
  readonly type?: EventType;
  /** Inclusive. */
  readonly from?: Date;
  /** Exclusive. */
  readonly to?: Date;
}

/** The log of deliveries, tests, and delivering again. */
@Injectable()
export class WebhookDeliveries {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly desk: DeliveryDesk,
    private readonly dispatcher: WebhookDispatcher,
  ) {}

  /** A page of the deliveries, newest first. @throws InvalidCursor */
  list(
    organizationId: string,
    filter: WebhookDeliveryFilter,
    { limit, cursor }: Pick<PageQuery, 'limit' | 'cursor'>,
  ): Promise<PageView<WebhookDeliveryDto>> {
    const before = cursor === undefined ? null : decodeCursor(cursor, isId);
    return this.unitOfWork.read(organizationId, async (tx) => {
      const query = tx
        .createQueryBuilder(WebhookDelivery, 'd')
        .where('d.organizationId = :organizationId', { organizationId });
      const { endpointId, status, type, from, to } = filter;
      if (before !== null) query.andWhere('d.id < :before', { before });
      if (endpointId !== undefined) query.andWhere('d.endpointId = :endpointId', { endpointId });
      if (status !== undefined) query.andWhere('d.status = :status', { status });
      if (type !== undefined) query.andWhere('d.type = :type', { type });
      if (from !== undefined) query.andWhere('d.createdAt >= :from', { from });
      if (to !== undefined) query.andWhere('d.createdAt < :to', { to });
      const rows = await query
        .orderBy('d.id', 'DESC')
        .take(limit + 1)
        .getMany();
      const urls = await urlsOf(tx);
      return toPage(
        rows,
        limit,
        ({ id }) => id,
        (row) => webhookDeliveryView(row, urls.get(row.endpointId) ?? ''),
      );
    });
  }

  /** One delivery with what it carries and every attempt. @throws NotFound */
  get(organizationId: string, id: string): Promise<WebhookDeliveryDetailDto> {
    if (!isId(id)) throw new NotFound();
    return this.unitOfWork.read(organizationId, async (tx) => {
      const delivery = await tx.findOneBy(WebhookDelivery, { organizationId, id });
      if (!delivery) throw new NotFound();
      const { eventId } = delivery;
      const event = await tx.findOneByOrFail(PublicEvent, { organizationId, id: eventId });
      const attempts = await tx.find(WebhookAttempt, {
        where: { organizationId, deliveryId: id },
        order: { attempt: 'ASC' },
      });
      const urls = await urlsOf(tx);
      return {
        ...webhookDeliveryView(delivery, urls.get(delivery.endpointId) ?? ''),
        payload: publicEventView(event),
        attemptLog: attempts.map(webhookAttemptView),
      };
    });
  }

  /**
   * Lets the event be delivered once more, at once and with the same `webhook-id`; its schedule of
   * retries begins anew. An attempt that is under way is finished first, and whatever comes of it
   * the event is sent again.
   *
   * @throws NotFound
   * @throws WebhookEndpointIsDisabled
   */
  async redeliver(organizationId: string, id: string, actor: Actor): Promise<WebhookDeliveryDto> {
    if (!isId(id)) throw new NotFound();
    const now = this.clock.now();
    return this.unitOfWork.run(organizationId, async (tx) => {
      const delivery = await tx.findOne(WebhookDelivery, {
        where: { organizationId, id },
        lock: { mode: 'pessimistic_write' },
      });
      if (!delivery) throw new NotFound();
      const endpoint = await usableEndpoint(tx, delivery.endpointId);
      const again = { status: 'pending' as const, dueAt: now, roundAttempts: 0, deliveredAt: null };
      await tx.update(WebhookDelivery, { organizationId, id }, again);
      await this.audit.append(tx, {
        action: 'webhook-delivery.redelivered',
        actor,
        subjectType: 'webhook_delivery',
        subjectId: id,
        before: { status: delivery.status, attempts: delivery.attempts },
        after: { status: 'pending', endpointId: endpoint.id, eventId: delivery.eventId },
        at: now,
      });
      return webhookDeliveryView({ ...delivery, ...again }, endpoint.url);
    });
  }

  /**
   * Sends a test event to one endpoint here and now, once, and gives what came of it.
   *
   * @throws NotFound
   * @throws WebhookEndpointIsDisabled
   */
  async test(
    organizationId: string,
    endpointId: string,
    actor: Actor,
  ): Promise<WebhookDeliveryDetailDto> {
    if (!isId(endpointId)) throw new NotFound();
    const claimed = await this.unitOfWork.run(organizationId, (tx) =>
      this.claimTest(tx, endpointId, actor),
    );
    await this.dispatcher.attempt(claimed);
    return this.get(organizationId, claimed.delivery.id);
  }

  private async claimTest(tx: Tx, endpointId: string, actor: Actor): Promise<ClaimedDelivery> {
    const { organizationId } = tx;
    const now = this.clock.now();
    const endpoint = await usableEndpoint(tx, endpointId);
    const event: PublicEvent = {
      organizationId,
      id: newId(now),
      sequence: null,
      type: 'webhook.test',
      sourceId: null,
      payload: { endpointId, requestedBy: actor.name },
      occurredAt: now,
      createdAt: now,
    };
    await tx.insert(PublicEvent, event);
    const delivery = newDelivery(endpoint, event, now);
    await tx.insert(WebhookDelivery, delivery);
    const claimed = await this.desk.claimOne(tx, endpoint, delivery);
    await this.audit.append(tx, {
      action: 'webhook-endpoint.tested',
      actor,
      subjectType: 'webhook_endpoint',
      subjectId: endpointId,
      after: { url: endpoint.url, deliveryId: delivery.id },
      at: now,
    });
    return claimed;
  }
}

/** @throws NotFound it was deleted or never existed @throws WebhookEndpointIsDisabled */
async function usableEndpoint(tx: Tx, id: string): Promise<WebhookEndpoint> {
  const endpoint = await lockedEndpoint(tx, id);
  if (!endpoint) throw new NotFound();
  if (!endpoint.enabled) throw new WebhookEndpointIsDisabled();
  return endpoint;
}

/** The addresses of all endpoints there ever were, by id; a handful. */
async function urlsOf(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const endpoints = await tx.find(WebhookEndpoint, {
    select: { organizationId: true, id: true, url: true },
    where: { organizationId: tx.organizationId },
  });
  return new Map(endpoints.map(({ id, url }) => [id, url]));
}
