import { Injectable } from '@nestjs/common';
import { Clock, DatabaseShape, OutcomeUnknown, UnitOfWork } from '@purser/platform';
import { LedgerWriter } from '../books/ledger-writer.js';
import { FairQueue, type Group } from './fair-queue.js';
import { isAway, LedgerPool, sqlStateOf } from './ledger-pool.js';
import {
  Spending,
  type CaptureItem,
  type DebitAnswer,
  type DebitItem,
  type HoldItem,
  type HoldState,
  type SpendingLoad,
} from './spending.js';
import type { DebitGroup } from './statements.js';
import { answerOf, isRefusal, spreadAnswers, type WishAnswer } from './wish-answer.js';
import { isDebit, type Wish } from './wish.js';

/** Items of one statement. */
const CALL_ITEMS = 1_000;
/** Statements over many organizations that run at once. */
const SHARED_CALLS = 2;
/** Items that may wait in this process, and of one organization, before callers are told to wait. */
const BOUNDS = { items: 20_000, itemsOfOne: 10_000 };
const NO_DATA_FOUND = 'P0002';

interface Waiting {
  readonly wish: Wish;
  readonly resolve: (answer: WishAnswer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers what waits: while statements are in flight the next ones fill, so a busy wallet is locked
 * once for many debits, and an idle one answers a single debit without delay. Debits of many
 * organizations share a statement; what that leaves undecided, holds, and everything on a
 * distributed database is decided organization by organization.
 *
 * An organization has at most one group out, so its wishes are decided in the order they came.
 */
@Injectable()
export class CoalescingSpending extends Spending {
  private readonly queue = new FairQueue<Waiting>(BOUNDS, ({ wish }) => isDebit(wish));
  /** Groups of shared statements that have to be decided by themselves. */
  private readonly leftOver: Group<Waiting>[] = [];
  private shared = 0;
  private exact = 0;
  private refused = 0;
  private pumping = false;
  private leftOverFirst = false;

  constructor(
    private readonly pool: LedgerPool,
    private readonly shape: DatabaseShape,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
    private readonly ledger: LedgerWriter,
  ) {
    super();
  }

  override debit(organizationId: string, items: readonly DebitItem[]): Promise<DebitAnswer[]> {
    const wishes = items.map((item): Wish => ({ kind: 'debit', ...item }));
    return this.ask(organizationId, wishes) as Promise<DebitAnswer[]>;
  }

  override hold(organizationId: string, item: HoldItem): Promise<HoldState> {
    return this.askOne(organizationId, { kind: 'hold', ...item });
  }

  override capture(organizationId: string, item: CaptureItem): Promise<HoldState> {
    return this.askOne(organizationId, { kind: 'capture', ...item });
  }

  override release(organizationId: string, holdId: string): Promise<HoldState> {
    return this.askOne(organizationId, { kind: 'release', holdId });
  }

  override turnsAway(organizationId: string): boolean {
    const isFull = this.queue.isFull(organizationId);
    if (isFull) this.refused += 1;
    return isFull;
  }

  override load(): SpendingLoad {
    return { waiting: this.queue.size, refused: this.refused };
  }

  private async askOne(organizationId: string, wish: Wish): Promise<HoldState> {
    const [hold] = await this.ask(organizationId, [wish]);
    return hold as HoldState;
  }

  private ask(organizationId: string, wishes: readonly Wish[]): Promise<WishAnswer[]> {
    const waiting: Waiting[] = [];
    const answers = wishes.map(
      (wish) =>
        new Promise<WishAnswer>((resolve, reject) => waiting.push({ wish, resolve, reject })),
    );
    try {
      this.queue.add(organizationId, waiting);
    } catch (error) {
      this.refused += 1;
      return Promise.reject(error);
    }
    this.pumpSoon();
    return Promise.all(answers);
  }

  /** Once per turn of the event loop, so that all that arrived in this turn goes together. */
  private pumpSoon(): void {
    if (this.pumping) return;
    this.pumping = true;
    setImmediate(() => {
      this.pumping = false;
      this.pump();
    });
  }

  private pump(): void {
    while (this.shared < SHARED_CALLS) {
      const groups = this.queue.takeShared(CALL_ITEMS);
      if (groups.length === 0) break;
      this.shared += 1;
      void this.decideShared(groups).then(() => {
        this.shared -= 1;
        this.pump();
      });
    }
    while (this.exact < Math.max(1, this.pool.size - SHARED_CALLS)) {
      const group = this.nextExact();
      if (!group) break;
      this.exact += 1;
      void this.decideExact(group).then((refused) => {
        this.exact -= 1;
        this.queue.done(group, refused);
        this.pump();
      });
    }
  }

  /** What is left over and what waits in line take turns, so that neither starves the other. */
  private nextExact(): Group<Waiting> | undefined {
    this.leftOverFirst = !this.leftOverFirst;
    if (this.leftOverFirst) return this.leftOver.shift() ?? this.queue.takeExact(CALL_ITEMS);
    return this.queue.takeExact(CALL_ITEMS) ?? this.leftOver.shift();
  }

  /** Never throws: what it does not decide is left over. */
  private async decideShared(groups: readonly Group<Waiting>[]): Promise<void> {
    const [repeating, plain] = partition(groups, repeats);
    this.leftOver.push(...repeating);
    try {
      if (plain.length === 0) return;
      if (await this.shape.isDistributed()) {
        this.leftOver.push(...plain);
        return;
      }
      const answers = await this.pool.debitSpread(plain.map(debitsOf), this.clock.now());
      plain.forEach((group, index) => {
        const answer = answers[index];
        if (!answer) {
          this.leftOver.push(group);
          return;
        }
        const booked = spreadAnswers(debitsOf(group).items, answer);
        group.items.forEach(({ resolve }, item) => resolve(booked[item] as DebitAnswer));
        this.queue.done(group, false);
      });
    } catch (error) {
      if (isAway(error)) for (const group of plain) this.giveBack(group);
      else this.leftOver.push(...plain);
    }
  }

  /** Never throws: an item that cannot be decided rejects its own caller. Whether any was refused. */
  private async decideExact({ organizationId, items }: Group<Waiting>): Promise<boolean> {
    try {
      const decisions = await this.spendMany(
        organizationId,
        items.map(({ wish }) => wish),
      );
      items.forEach(({ wish, resolve, reject }, index) => {
        const decision = decisions[index];
        if (!decision) throw new Error('spend_many left an item without an answer');
        try {
          resolve(answerOf(wish, decision));
        } catch (problem) {
          reject(problem);
        }
      });
      return decisions.some(isRefusal);
    } catch (error) {
      if (isAway(error)) for (const { reject } of items) reject(new OutcomeUnknown());
      else if (items.length === 1) items[0]?.reject(error);
      else for (const item of items) await this.decideExact({ organizationId, items: [item] });
      return false;
    }
  }

  private async spendMany(organizationId: string, wishes: readonly Wish[]) {
    const at = this.clock.now();
    try {
      return await this.pool.spendMany(organizationId, wishes, at);
    } catch (error) {
      if (sqlStateOf(error) !== NO_DATA_FOUND) throw error;
      await this.unitOfWork.run(organizationId, (tx) => this.ledger.ensure(tx, at));
      return this.pool.spendMany(organizationId, wishes, at);
    }
  }

  private giveBack(group: Group<Waiting>): void {
    for (const { reject } of group.items) reject(new OutcomeUnknown());
    this.queue.done(group, false);
  }
}

/** A reference that comes twice in a group is for the function that answers item by item. */
function repeats({ items }: Group<Waiting>): boolean {
  if (items.length < 2) return false;
  const references = new Set(items.map(({ wish }) => ('reference' in wish ? wish.reference : '')));
  return references.size < items.length;
}

function debitsOf({ organizationId, items }: Group<Waiting>): DebitGroup {
  return { organizationId, items: items.map(({ wish }) => wish).filter(isDebit) };
}

function partition<T>(all: readonly T[], test: (one: T) => boolean): [T[], T[]] {
  const [yes, no]: [T[], T[]] = [[], []];
  for (const one of all) (test(one) ? yes : no).push(one);
  return [yes, no];
}
