import type Stripe from 'stripe';
import type { RememberedAnswer } from './idempotency.js';
import type { Change, Journal } from './journal.js';
import type { Task } from './tasks.js';
import type { CardState } from './test-cards.js';
import type { Delivery, EndpointSecrets } from './deliveries.js';

/** Every kind of record the sandbox keeps. Values are never changed in place, only replaced. */
export interface Records {
  customers: Stripe.Customer | Stripe.DeletedCustomer;
  payment_methods: Stripe.PaymentMethod;
  payment_intents: Stripe.PaymentIntent;
  setup_intents: Stripe.SetupIntent;
  setup_attempts: Stripe.SetupAttempt;
  charges: Stripe.Charge;
  refunds: Stripe.Refund;
  disputes: Stripe.Dispute;
  balance_transactions: Stripe.BalanceTransaction;
  events: Stripe.Event;
  webhook_endpoints: Stripe.WebhookEndpoint;
  /** What is behind a payment method: which test card, and what became of it. */
  cards: CardState;
  endpoint_secrets: EndpointSecrets;
  deliveries: Delivery;
  tasks: Task;
  answers: RememberedAnswer;
}
export type TableName = keyof Records;

const TABLES: readonly TableName[] = [
  'customers',
  'payment_methods',
  'payment_intents',
  'setup_intents',
  'setup_attempts',
  'charges',
  'refunds',
  'disputes',
  'balance_transactions',
  'events',
  'webhook_endpoints',
  'cards',
  'endpoint_secrets',
  'deliveries',
  'tasks',
  'answers',
];

const createdOf = (value: object): number =>
  'created' in value && typeof value.created === 'number' ? value.created : 0;

interface Slot<T> {
  /** Undefined once the record is removed: the slot stays until the next clean-up. */
  value: T | undefined;
}
const FEWEST_EMPTY_SLOTS = 64;

/** Records of one kind, ordered by creation time, then by arrival. */
class Table<T extends { id: string }> {
  private readonly byId = new Map<string, Slot<T>>();
  private order: Slot<T>[] = [];

  get(id: string): T | undefined {
    return this.byId.get(id)?.value;
  }

  set(id: string, value: T | undefined): void {
    const slot = this.byId.get(id);
    if (value === undefined) {
      if (slot) this.empty(id, slot);
    } else if (slot) {
      slot.value = value;
    } else {
      this.insert(id, value);
    }
  }

  private insert(id: string, value: T): void {
    const slot = { value };
    this.byId.set(id, slot);
    const created = createdOf(value);
    let index = this.order.length;
    while (index > 0 && this.createdAt(index - 1) > created) index -= 1;
    this.order.splice(index, 0, slot);
  }

  private createdAt(index: number): number {
    const value = this.order[index]?.value;
    return value ? createdOf(value) : Number.NEGATIVE_INFINITY;
  }

  private empty(id: string, slot: Slot<T>): void {
    slot.value = undefined;
    this.byId.delete(id);
    const emptySlots = this.order.length - this.byId.size;
    if (emptySlots < FEWEST_EMPTY_SLOTS || emptySlots < this.byId.size) return;
    // A new array: whoever walks through the old one is not disturbed.
    this.order = this.order.filter(({ value }) => value !== undefined);
  }

  *oldestFirst(): Iterable<T> {
    const { order } = this;
    for (let index = 0; index < order.length; index += 1) {
      const value = order[index]?.value;
      if (value) yield value;
    }
  }

  *newestFirst(): Iterable<T> {
    const { order } = this;
    for (let index = order.length - 1; index >= 0; index -= 1) {
      const value = order[index]?.value;
      if (value) yield value;
    }
  }
}

/** The records in memory and, when a journal is given, on disk. */
export class Store {
  private tables = this.emptyTables();
  private readonly listeners: Array<(changes: readonly Change[]) => void> = [];

  constructor(private readonly journal?: Journal) {
    if (!journal) return;
    for (const [table, id, value] of journal.read()) {
      this.table(table as TableName).set(id, (value ?? undefined) as { id: string } | undefined);
    }
    journal.compact(this.everything());
  }

  private emptyTables(): Map<TableName, Table<{ id: string }>> {
    return new Map(TABLES.map((name) => [name, new Table<{ id: string }>()]));
  }

  private table(name: TableName): Table<{ id: string }> {
    const table = this.tables.get(name);
    if (!table) throw new Error(`no table ${name}`);
    return table;
  }

  private *everything(): Iterable<Change> {
    for (const name of TABLES) {
      for (const value of this.table(name).oldestFirst()) yield [name, value.id, value];
    }
  }

  get<N extends TableName>(name: N, id: string): Records[N] | undefined {
    return this.table(name).get(id) as Records[N] | undefined;
  }

  newestFirst<N extends TableName>(name: N): Iterable<Records[N]> {
    return this.table(name).newestFirst() as Iterable<Records[N]>;
  }

  oldestFirst<N extends TableName>(name: N): Iterable<Records[N]> {
    return this.table(name).oldestFirst() as Iterable<Records[N]>;
  }

  /**
   * Runs `work` to its end without interruption and keeps all of its changes or none.
   * A thrown error undoes them, unless `keeps` says that this error leaves them standing.
   */
  change<T>(work: (changes: Changes) => T, keeps: (error: unknown) => boolean = () => false): T {
    const changes = new Changes(this);
    try {
      const result = work(changes);
      this.commit(changes);
      return result;
    } catch (error) {
      if (keeps(error)) this.commit(changes);
      else changes.undo();
      throw error;
    }
  }

  /** Used by {@link Changes} only. */
  apply(name: TableName, id: string, value: { id: string } | undefined): void {
    this.table(name).set(id, value);
  }

  private commit(changes: Changes): void {
    const made = changes.made();
    if (made.length === 0) return;
    this.journal?.append(made);
    for (const listener of this.listeners) listener(made);
  }

  /** Tells `listener` about every change that is kept, in order. */
  onCommit(listener: (changes: readonly Change[]) => void): void {
    this.listeners.push(listener);
  }

  clear(): void {
    this.tables = this.emptyTables();
    this.journal?.compact([]);
  }

  close(): void {
    this.journal?.close();
  }
}

/** The changes of one call: visible at once, written together at the end. */
export class Changes {
  private readonly before = new Map<string, [TableName, string, { id: string } | undefined]>();

  constructor(private readonly store: Store) {}

  put<N extends TableName>(name: N, value: Records[N]): Records[N] {
    this.touch(name, value.id);
    this.store.apply(name, value.id, value);
    return value;
  }

  remove(name: TableName, id: string): void {
    this.touch(name, id);
    this.store.apply(name, id, undefined);
  }

  private touch(name: TableName, id: string): void {
    const key = `${name}/${id}`;
    if (!this.before.has(key)) this.before.set(key, [name, id, this.store.get(name, id)]);
  }

  made(): Change[] {
    return [...this.before.values()].map(([name, id]) => [
      name,
      id,
      this.store.get(name, id) ?? null,
    ]);
  }

  undo(): void {
    for (const [name, id, value] of this.before.values()) this.store.apply(name, id, value);
  }
}
