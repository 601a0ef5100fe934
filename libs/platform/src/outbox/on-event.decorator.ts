import { SetMetadata } from '@nestjs/common';
import type { DomainEvent, DomainEventType } from './domain-event.js';

export const EVENT_HANDLER = Symbol('purser:event-handler');

export interface EventHandlerRule {
  readonly event: string;
  readonly queue: string;
}

/**
 * Subscribes a provider's method to an event. `queue` names this subscription for ever, for example
 * `notifications.purchase-completed`. The method gets `(event, eventId)`, where `event` has the
 * fields of the event class; it may be called more than once with the same id.
 */
export const OnEvent = <E extends DomainEvent>(event: DomainEventType<E>, queue: string) =>
  SetMetadata<symbol, EventHandlerRule>(EVENT_HANDLER, { event: event.eventName, queue });
