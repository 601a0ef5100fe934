import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { PageView } from '@purser/contracts';
import {
  type Actor,
  Clock,
  CONFIG,
  decodeCursor,
  isId,
  newId,
  NotFound,
  type PageQuery,
  type PurserConfig,
  toPage,
  type Tx,
  UnitOfWork,
  type Versioned,
} from '@purser/platform';
import { IsNull, LessThan } from 'typeorm';
import { ensureHead } from '../event-feed/event-publisher.service.js';
import { EventHead } from '../event-feed/event-head.entity.js';
import {
  webhookEndpointView,
  type WebhookEndpointDto,
  type WebhookEndpointSecretDto,
} from './dto/webhook-endpoint.view.js';
import {
  eTagOf,
  existingEndpoint,
  lockedEndpoint,
  recorded,
  requireMatch,
} from './endpoint-changes.js';
import { EndpointStates } from './endpoint-states.js';
import { AddressGuard } from './sending/address-guard.js';
import { WebhookSecrets } from './sending/webhook-secrets.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { WebhookLimits } from './webhook-limits.js';
import { webhookUrl } from './webhook-url.js';
import { TooManyWebhookEndpoints } from './webhooks.errors.js';

const HOUR_MS = 3_600_000;

/** What a person says of an endpoint. */
export interface EndpointSettings {
  readonly url: string;
  /** Event types, or `*` for all. */
  readonly types: readonly string[];
  readonly description: string;
  readonly enabled: boolean;
}

/** The addresses that an organization wants to be told at. */
@Injectable()
export class WebhookEndpoints {
  constructor(
    @Inject(CONFIG) private readonly config: PurserConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly guard: AddressGuard,
    private readonly secrets: WebhookSecrets,
    private readonly states: EndpointStates,
    private readonly limits: WebhookLimits,
  ) {}

  /** A page of the endpoints, newest first. @throws InvalidCursor */
  list(
    organizationId: string,
    { limit, cursor }: Pick<PageQuery, 'limit' | 'cursor'>,
  ): Promise<PageView<WebhookEndpointDto>> {
    const before = cursor === undefined ? {} : { id: LessThan(decodeCursor(cursor, isId)) };
    return this.unitOfWork.read(organizationId, async (tx) => {
      const rows = await tx.find(WebhookEndpoint, {
        where: { organizationId, deletedAt: IsNull(), ...before },
        order: { id: 'DESC' },
        take: limit + 1,
      });
      return toPage(rows, limit, ({ id }) => id, webhookEndpointView);
    });
  }

  /** @throws NotFound */
  async get(organizationId: string, id: string): Promise<Versioned<WebhookEndpointDto>> {
    if (!isId(id)) throw new NotFound();
    const endpoint = await this.unitOfWork.read(organizationId, (tx) => existingEndpoint(tx, id));
    if (!endpoint) throw new NotFound();
    return { view: webhookEndpointView(endpoint), eTag: eTagOf(endpoint) };
  }

  /**
   * Makes an endpoint. The answer is the only place that holds its secret.
   *
   * @throws WebhookUrlNotAllowed
   * @throws TooManyWebhookEndpoints
   */
  create(
    organizationId: string,
    settings: EndpointSettings,
    actor: Actor,
  ): Promise<Versioned<WebhookEndpointSecretDto>> {
    const url = webhookUrl(settings.url, this.guard, this.config.sandbox);
    const now = this.clock.now();
    const secret = this.secrets.make();
    const endpoint: WebhookEndpoint = {
      organizationId,
      id: newId(now),
      url,
      description: settings.description,
      events: [...settings.types],
      ...stateOf(settings.enabled, now),
      secret: this.secrets.seal(secret),
      previousSecret: null,
      previousSecretUntil: null,
      version: 1,
      actorType: actor.type,
      actorId: actor.id,
      actorName: actor.name,
      createdAt: now,
      updatedAt: now,
      failingSince: null,
      throttledUntil: null,
      deletedAt: null,
    };
    return this.unitOfWork.run(organizationId, async (tx) => {
      await this.requireRoom(tx);
      await tx.insert(WebhookEndpoint, endpoint);
      await this.note(tx, 'created', actor, null, endpoint);
      return { view: { ...webhookEndpointView(endpoint), secret }, eTag: eTagOf(endpoint) };
    });
  }

  /**
   * Replaces the settings. Disabling calls off what waits; enabling begins with what happens then.
   *
   * @throws NotFound
   * @throws PreconditionFailed
   * @throws WebhookUrlNotAllowed
   */
  async change(
    organizationId: string,
    id: string,
    settings: EndpointSettings,
    ifMatch: string | null,
    actor: Actor,
  ): Promise<Versioned<WebhookEndpointDto>> {
    const changed = await this.alter(organizationId, id, ifMatch, async (tx, before, now) => {
      const url = webhookUrl(settings.url, this.guard, this.config.sandbox);
      const switched = settings.enabled !== before.enabled;
      const state = switched
        ? { ...stateOf(settings.enabled, now), failingSince: null, throttledUntil: null }
        : {};
      const { description, types } = settings;
      const after = { ...before, url, description, events: [...types], ...state };
      if (!after.enabled) await this.states.cancelWaiting(tx, id);
      await this.note(tx, 'changed', actor, before, after);
      return after;
    });
    return { view: webhookEndpointView(changed), eTag: eTagOf(changed) };
  }

  /**
   * Deletes an endpoint; its deliveries stay in the log, and what waits is called off.
   *
   * @throws NotFound
   * @throws PreconditionFailed
   */
  async delete(
    organizationId: string,
    id: string,
    ifMatch: string | null,
    actor: Actor,
  ): Promise<void> {
    await this.alter(organizationId, id, ifMatch, async (tx, before, now) => {
      const after: WebhookEndpoint = {
        ...before,
        enabled: false,
        disabledAt: before.disabledAt ?? now,
        disabledReason: before.disabledReason ?? 'requested',
        secret: '',
        previousSecret: null,
        previousSecretUntil: null,
        deletedAt: now,
      };
      await this.states.cancelWaiting(tx, id);
      await this.note(tx, 'deleted', actor, before, after);
      return after;
    });
  }

  /**
   * Gives the endpoint another secret, shown only here. The one before signs too for `overlapHours`,
   * so that a receiver can change over without missing anything.
   *
   * @throws NotFound
   * @throws PreconditionFailed
   */
  async rotateSecret(
    organizationId: string,
    id: string,
    overlapHours: number,
    ifMatch: string | null,
    actor: Actor,
  ): Promise<Versioned<WebhookEndpointSecretDto>> {
    const secret = this.secrets.make();
    const changed = await this.alter(organizationId, id, ifMatch, async (tx, before, now) => {
      const overlaps = overlapHours > 0;
      const after: WebhookEndpoint = {
        ...before,
        secret: this.secrets.seal(secret),
        previousSecret: overlaps ? before.secret : null,
        previousSecretUntil: overlaps ? new Date(now.getTime() + overlapHours * HOUR_MS) : null,
      };
      await this.note(tx, 'secret-rotated', actor, null, after, `Overlap of ${overlapHours} h.`);
      return after;
    });
    return { view: { ...webhookEndpointView(changed), secret }, eTag: eTagOf(changed) };
  }

  private alter(
    organizationId: string,
    id: string,
    ifMatch: string | null,
    work: (tx: Tx, before: WebhookEndpoint, now: Date) => Promise<WebhookEndpoint>,
  ): Promise<WebhookEndpoint> {
    if (!isId(id)) throw new NotFound();
    const now = this.clock.now();
    return this.unitOfWork.run(organizationId, async (tx) => {
      const before = await lockedEndpoint(tx, id);
      if (!before) throw new NotFound();
      requireMatch(ifMatch, before);
      const after = await work(tx, before, now);
      const changed = { ...after, version: before.version + 1, updatedAt: now };
      const { organizationId: _organization, id: _id, ...columns } = changed;
      await tx.update(WebhookEndpoint, { organizationId, id }, columns);
      return changed;
    });
  }

  /** Counts under the lock of the feed's head: two who create at once count each other. */
  private async requireRoom(tx: Tx): Promise<void> {
    const { organizationId } = tx;
    await ensureHead(tx);
    await tx.findOneOrFail(EventHead, {
      where: { organizationId },
      lock: { mode: 'pessimistic_write' },
    });
    const existing = await tx.countBy(WebhookEndpoint, { organizationId, deletedAt: IsNull() });
    if (existing >= this.limits.endpoints) throw new TooManyWebhookEndpoints(this.limits.endpoints);
  }

  private note(
    tx: Tx,
    what: string,
    actor: Actor,
    before: WebhookEndpoint | null,
    after: WebhookEndpoint,
    reason: string | null = null,
  ): Promise<void> {
    return this.audit.append(tx, {
      action: `webhook-endpoint.${what}`,
      actor,
      subjectType: 'webhook_endpoint',
      subjectId: after.id,
      before: before && recorded(before),
      after: recorded(after),
      reason,
      at: this.clock.now(),
    });
  }
}

function stateOf(enabled: boolean, at: Date) {
  return enabled
    ? { enabled, disabledAt: null, disabledReason: null }
    : { enabled, disabledAt: at, disabledReason: 'requested' as const };
}
