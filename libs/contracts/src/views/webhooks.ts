import type { EventType } from '../event-types.js';
import type { ActorView } from './common.js';

/** One public event: the body of a webhook, and a row of the feed. */
export interface PublicEventView {
  /** The `webhook-id` of every delivery of this event. */
  id: string;
  type: EventType;
  /** When it happened. */
  timestamp: string;
  organizationId: string;
  /** Grows by one per organization, in the order of the feed; null for a test. */
  sequence: number | null;
  /** What happened; its fields depend on `type`. */
  data: Record<string, unknown>;
}

/** A stretch of the feed, oldest first. */
export interface EventFeedView {
  data: PublicEventView[];
  /** Send as `after` for what follows; it stays good for as long as events are kept. */
  cursor: string;
  /** Whether more is waiting right behind. */
  hasMore: boolean;
}

/** One entry of the catalogue of events. */
export interface EventTypeView {
  type: EventType;
  description: string;
  /** The `data` of such an event. */
  example: Record<string, unknown>;
}

export interface EventTypesView {
  data: EventTypeView[];
}

export interface WebhookEndpointView {
  id: string;
  organizationId: string;
  url: string;
  description: string;
  /** Event types, or `*` for all. */
  types: string[];
  enabled: boolean;
  /** Why it is disabled: by a person, by its 410, or after three days of failures. */
  disabledReason: 'requested' | 'gone' | 'failing' | null;
  disabledAt: string | null;
  /** Since when nothing but failures; null after a success. */
  failingSince: string | null;
  /** Until when the secret before the rotation signs too. */
  previousSecretUntil: string | null;
  createdBy: ActorView;
  createdAt: string;
  updatedAt: string;
}

/** The only answers that hold the secret: of a creation and of a rotation. */
export interface WebhookEndpointSecretView extends WebhookEndpointView {
  /** `whsec_...`. */
  secret: string;
}

/** `canceled`: the endpoint was disabled or deleted before it got through. */
export type WebhookDeliveryStatus = 'pending' | 'delivered' | 'failed' | 'canceled';

/** One event on its way to one endpoint. */
export interface WebhookDeliveryView {
  id: string;
  organizationId: string;
  endpointId: string;
  url: string;
  eventId: string;
  type: EventType;
  status: WebhookDeliveryStatus;
  attempts: number;
  /** Status of the last answer; null where there was none. */
  httpStatus: number | null;
  lastError: string | null;
  nextAttemptAt: string | null;
  createdAt: string;
  deliveredAt: string | null;
}

export interface WebhookAttemptView {
  /** From 1. */
  attempt: number;
  outcome: 'delivered' | 'failed';
  httpStatus: number | null;
  latencyMs: number;
  /** The first kilobyte of the answer. */
  responseBody: string | null;
  error: string | null;
  at: string;
}

export interface WebhookDeliveryDetailView extends WebhookDeliveryView {
  /** What is sent, letter for letter as JSON. */
  payload: PublicEventView;
  /** Oldest first. */
  attemptLog: WebhookAttemptView[];
}
