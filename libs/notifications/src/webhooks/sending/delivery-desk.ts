import { Injectable } from '@nestjs/common';
import { Clock, newId, UnitOfWork, type DuePair, type Tx } from '@purser/platform';
import { In, IsNull, LessThanOrEqual } from 'typeorm';
import { PublicEvent, publicEventView } from '../../event-feed/public-event.entity.js';
import { EndpointStates } from '../endpoint-states.js';
import { WebhookAttempt } from '../webhook-attempt.entity.js';
import { WebhookDelivery } from '../webhook-delivery.entity.js';
import { WebhookEndpoint } from '../webhook-endpoint.entity.js';
import { WebhookLimits } from '../webhook-limits.js';
import { retryAt } from './retry-plan.js';
import type { WebhookAnswer } from './webhook-sender.js';

const STOPPED = 'The sender stopped before it could note the answer';

/** A delivery that is ours for a while, with what is to be sent. */
export interface ClaimedDelivery {
  readonly delivery: WebhookDelivery;
  readonly endpoint: WebhookEndpoint;
  /** The same letters at every attempt. */
  readonly body: string;
}

/** Hands out deliveries, each to one sender at a time, and takes the results. */
@Injectable()
export class DeliveryDesk {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly limits: WebhookLimits,
    private readonly states: EndpointStates,
  ) {}

  /** Claims up to `most` due deliveries of one endpoint, oldest first; none = nothing is due. */
  claim({ organizationId, id }: DuePair, most: number): Promise<ClaimedDelivery[]> {
    const now = this.clock.now();
    return this.unitOfWork.run(organizationId, async (tx) => {
      const endpoint = await tx.findOneBy(WebhookEndpoint, { organizationId, id });
      if (!endpoint?.enabled) {
        await this.states.cancelWaiting(tx, id);
        return [];
      }
      const due = { organizationId, endpointId: id, dueAt: LessThanOrEqual(now) };
      if (endpoint.throttledUntil && endpoint.throttledUntil > now) {
        const waiting = { ...due, claimId: IsNull() };
        await tx.update(WebhookDelivery, waiting, { dueAt: endpoint.throttledUntil });
        return [];
      }
      const deliveries = await tx.find(WebhookDelivery, {
        where: [
          { ...due, claimedUntil: IsNull() },
          { ...due, claimedUntil: LessThanOrEqual(now) },
        ],
        order: { dueAt: 'ASC', id: 'ASC' },
        take: most,
        lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' },
      });
      return this.take(tx, endpoint, deliveries, now);
    });
  }

  /** Claims one delivery by its id, due or not; null where a sender is at it. */
  claimOne(tx: Tx, endpoint: WebhookEndpoint, delivery: WebhookDelivery): Promise<ClaimedDelivery> {
    return this.take(tx, endpoint, [delivery], this.clock.now()).then(([claimed]) => {
      if (!claimed) throw new Error('A delivery without its event');
      return claimed;
    });
  }

  /** Notes the result, unless the claim ran out and somebody else took the delivery over. */
  record({ delivery, endpoint }: ClaimedDelivery, answer: WebhookAnswer): Promise<void> {
    const { organizationId, id, claimId } = delivery;
    const at = this.clock.now();
    return this.unitOfWork.run(organizationId, async (tx) => {
      const mine = { organizationId, id, claimId: claimId ?? IsNull() };
      const locked = await tx.findOne(WebhookDelivery, {
        where: mine,
        lock: { mode: 'pessimistic_write' },
      });
      if (!locked) return;
      await tx.insert(WebhookAttempt, attemptOf(locked, answer, at));
      const { enabled } = await this.states.note(tx, endpoint.id, locked, answer, at);
      await tx.update(WebhookDelivery, mine, {
        ...FREE,
        ...this.outcomeOf(locked, answer, enabled, at),
        httpStatus: answer.httpStatus,
        lastError: answer.error,
      });
    });
  }

  private async take(
    tx: Tx,
    endpoint: WebhookEndpoint,
    deliveries: readonly WebhookDelivery[],
    now: Date,
  ): Promise<ClaimedDelivery[]> {
    if (deliveries.length === 0) return [];
    const { organizationId } = tx;
    const eventIds = deliveries.map(({ eventId }) => eventId);
    const events = await tx.findBy(PublicEvent, { organizationId, id: In(eventIds) });
    const bodies = new Map(
      events.map((event) => [event.id, JSON.stringify(publicEventView(event))]),
    );
    const claimedUntil = new Date(now.getTime() + this.limits.leaseMs);
    const claimed: ClaimedDelivery[] = [];
    for (const delivery of deliveries) {
      if (delivery.claimedAt) await tx.insert(WebhookAttempt, lostAttempt(delivery));
      const claim = {
        claimId: newId(now),
        claimedAt: now,
        claimedUntil,
        attempts: delivery.attempts + 1,
        roundAttempts: delivery.roundAttempts + 1,
      };
      await tx.update(WebhookDelivery, { organizationId, id: delivery.id }, claim);
      const body = bodies.get(delivery.eventId);
      if (body !== undefined) {
        claimed.push({ delivery: { ...delivery, ...claim }, endpoint, body });
      }
    }
    return claimed;
  }

  private outcomeOf(
    delivery: WebhookDelivery,
    answer: WebhookAnswer,
    endpointEnabled: boolean,
    at: Date,
  ) {
    // Where somebody asked for it again during the attempt, the attempt is not the one asked for.
    if (answer.delivered && !(isAskedAgain(delivery) && endpointEnabled)) {
      return { status: 'delivered' as const, deliveredAt: at, dueAt: null };
    }
    const planned = nextAttempt(delivery, at);
    if (answer.gone || !planned) return { status: 'failed' as const, dueAt: null };
    if (!endpointEnabled) return { status: 'canceled' as const, dueAt: null };
    const pause = new Date(at.getTime() + (answer.retryAfterMs ?? 0));
    return { status: 'pending' as const, dueAt: pause > planned ? pause : planned };
  }
}

const FREE = { claimId: null, claimedAt: null, claimedUntil: null } as const;

/** Whether it was asked to be delivered again while a sender held it: a claim counts from one. */
const isAskedAgain = ({ roundAttempts }: WebhookDelivery): boolean => roundAttempts === 0;

/** When to try after an attempt that ended `at`; null where nothing more is to be tried. */
function nextAttempt(delivery: WebhookDelivery, at: Date): Date | null {
  if (isAskedAgain(delivery)) return at;
  return delivery.type === 'webhook.test' ? null : retryAt(delivery.id, delivery.roundAttempts, at);
}

function attemptOf(delivery: WebhookDelivery, answer: WebhookAnswer, at: Date): WebhookAttempt {
  return {
    organizationId: delivery.organizationId,
    id: newId(at),
    deliveryId: delivery.id,
    attempt: delivery.attempts,
    outcome: answer.delivered ? 'delivered' : 'failed',
    httpStatus: answer.httpStatus,
    latencyMs: answer.latencyMs,
    responseBody: answer.responseBody,
    error: answer.error,
    at,
  };
}

/** The attempt of a sender that died: whether it got through is not known. */
function lostAttempt(delivery: WebhookDelivery): WebhookAttempt {
  const at = delivery.claimedAt ?? delivery.createdAt;
  return {
    organizationId: delivery.organizationId,
    id: newId(at),
    deliveryId: delivery.id,
    attempt: delivery.attempts,
    outcome: 'failed',
    httpStatus: null,
    latencyMs: 0,
    responseBody: null,
    error: STOPPED,
    at,
  };
}
