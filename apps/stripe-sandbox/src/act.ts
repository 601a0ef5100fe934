import type Stripe from 'stripe';
import { resourceMissing } from './errors.js';
import type { Changes, Records, Store, TableName } from './store.js';
import { recordEvent } from './events.js';

/** Who asked for a change; both null for what happens by itself or through a control call. */
export interface RequestOrigin {
  id: string | null;
  idempotency_key: string | null;
}

/** Settings that calls need to know. */
export interface Settings {
  /** How long a thing that real banks do later takes here, in milliseconds. */
  asyncDelayMs: number;
  /** The address under which browsers reach the sandbox, without a trailing slash. */
  publicUrl: () => string;
}

/** How a record is named in "No such …" and which parameter is blamed when it is in the path. */
const NOUNS: Partial<Record<TableName, readonly [noun: string, param: string]>> = {
  customers: ['customer', 'id'],
  payment_methods: ['PaymentMethod', 'payment_method'],
  payment_intents: ['payment_intent', 'intent'],
  setup_intents: ['setupintent', 'intent'],
  charges: ['charge', 'id'],
  refunds: ['refund', 'refund'],
  disputes: ['dispute', 'dispute'],
  balance_transactions: ['balance transaction', 'id'],
  events: ['event', 'id'],
  webhook_endpoints: ['webhook endpoint', 'webhook_endpoint'],
};

/** One atomic piece of work: everything it changes is kept together or not at all. */
export class Act {
  private readonly afterwards: Array<() => void> = [];

  constructor(
    readonly store: Store,
    private readonly changes: Changes,
    /** Unix seconds. */
    readonly now: number,
    readonly origin: RequestOrigin,
    readonly settings: Settings,
  ) {}

  get<N extends TableName>(table: N, id: string): Records[N] | undefined {
    return this.store.get(table, id);
  }

  /** The record an id in the path names; 404 `resource_missing`. */
  fromPath<N extends TableName>(table: N, id: string): Records[N] {
    const found = this.get(table, id);
    if (found) return found;
    const [noun, param] = NOUNS[table] ?? [table, 'id'];
    throw resourceMissing(noun, id, param, 'path');
  }

  /** The record a parameter names; 400 `resource_missing`. */
  fromParam<N extends TableName>(table: N, id: string, param: string): Records[N] {
    const found = this.get(table, id);
    if (found) return found;
    throw resourceMissing(NOUNS[table]?.[0] ?? table, id, param, 'body');
  }

  /** A customer that exists and is not deleted. */
  customer(id: string, place: 'path' | 'body' = 'body'): Stripe.Customer {
    const found = this.get('customers', id);
    if (found && !found.deleted) return found;
    throw resourceMissing('customer', id, place === 'path' ? 'id' : 'customer', place);
  }

  put<N extends TableName>(table: N, value: Records[N]): Records[N] {
    return this.changes.put(table, value);
  }

  remove(table: TableName, id: string): void {
    this.changes.remove(table, id);
  }

  /** Records an event and queues it for every endpoint that wants it. */
  emit(type: string, object: object, previous?: object): void {
    recordEvent(this, type, object, previous);
  }

  /** Runs within this act once its answer is rendered: for what Stripe adds a moment later. */
  afterAnswer(work: () => void): void {
    this.afterwards.push(work);
  }

  finish(): void {
    for (const work of this.afterwards.splice(0)) work();
  }
}

/** The id of a reference, whether it is expanded or not. */
export function idOf(reference: string | { id: string } | null | undefined): string | null {
  if (reference === null || reference === undefined) return null;
  return typeof reference === 'string' ? reference : reference.id;
}

/** The members of `before` that differ in `after`: an event's `previous_attributes`. */
export function changedFrom(before: object, after: object): Record<string, unknown> {
  const later = after as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(before).filter(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(later[name]),
    ),
  );
}
