/**
 * Something that happened, owned by the room it happened in. Its fields are JSON (strings, numbers,
 * booleans, null); an event is a hint, its reader looks the truth up.
 */
export interface DomainEvent {
  readonly organizationId: string;
}

/** The class of an event; `eventName` is its stable name in outbox, queue and webhooks. */
export interface DomainEventType<E extends DomainEvent = DomainEvent> {
  readonly eventName: string;
  /** Whether only rooms of this program are told: nothing is made of it for people or feeds. */
  readonly isInternal?: boolean;
  new (...args: never[]): E;
}
