import { Injectable } from '@nestjs/common';
import { Clock, Overloaded, UnitOfWork } from '@purser/platform';
import { allocationsOf } from '../allocation.js';
import { LedgerWriter } from '../books/ledger-writer.js';
import { InsufficientTokens, ReferenceReused, WalletSuspended } from '../wallet.errors.js';
import { LedgerPool, type Decision } from './ledger-pool.js';
import { RefusalLog, type RefusedSpending } from './refusal-log.js';
import { Spending, type DebitAnswer, type DebitItem } from './spending.js';

/** Items of one call of `debit_many`. */
const CALL_ITEMS = 500;
/** Items that may wait in this process before callers are told to come again. */
const WAITING_ITEMS = 20_000;
const NO_DATA_FOUND = 'P0002';

interface Waiting {
  item: DebitItem;
  resolve: (answer: DebitAnswer) => void;
  reject: (error: unknown) => void;
}

/**
 * One queue per organization: while a call is in flight the next one fills, so a busy wallet is
 * locked once for many debits and an idle one answers a single debit without delay.
 */
@Injectable()
export class CoalescingSpending extends Spending {
  private readonly queues = new Map<string, Waiting[]>();
  private waiting = 0;

  constructor(
    private readonly pool: LedgerPool,
    private readonly refusals: RefusalLog,
    private readonly clock: Clock,
    private readonly unitOfWork: UnitOfWork,
    private readonly ledger: LedgerWriter,
  ) {
    super();
  }

  override debit(organizationId: string, items: readonly DebitItem[]): Promise<DebitAnswer[]> {
    if (this.waiting + items.length > WAITING_ITEMS) return Promise.reject(new Overloaded());
    const running = this.queues.get(organizationId);
    const queue = running ?? [];
    const answers = items.map(
      (item) =>
        new Promise<DebitAnswer>((resolve, reject) => queue.push({ item, resolve, reject })),
    );
    this.waiting += items.length;
    if (!running) {
      this.queues.set(organizationId, queue);
      void this.drain(organizationId, queue);
    }
    return Promise.all(answers);
  }

  private async drain(organizationId: string, queue: Waiting[]): Promise<void> {
    while (queue.length > 0) {
      const batch = queue.splice(0, CALL_ITEMS);
      await this.decide(organizationId, batch);
      this.waiting -= batch.length;
    }
    this.queues.delete(organizationId);
  }

  /** Never throws: an item that cannot be decided rejects its own caller. */
  private async decide(organizationId: string, batch: readonly Waiting[]): Promise<void> {
    try {
      const items = batch.map(({ item }) => item);
      this.answer(organizationId, batch, await this.debitMany(organizationId, items));
    } catch (error) {
      if (batch.length === 1) batch[0]?.reject(error);
      else for (const one of batch) await this.decide(organizationId, [one]);
    }
  }

  private async debitMany(organizationId: string, items: DebitItem[]): Promise<Decision[]> {
    const at = this.clock.now();
    try {
      return await this.pool.debitMany(organizationId, items, at);
    } catch (error) {
      if ((error as { code?: string }).code !== NO_DATA_FOUND) throw error;
      await this.unitOfWork.run(organizationId, (tx) => this.ledger.ensure(tx, at));
      return this.pool.debitMany(organizationId, items, at);
    }
  }

  private answer(
    organizationId: string,
    batch: readonly Waiting[],
    decisions: readonly Decision[],
  ): void {
    const refused: { waiting: Waiting; refusal: RefusedSpending }[] = [];
    batch.forEach((waiting, index) => {
      const decision = decisions[index];
      const { item } = waiting;
      if (!decision) throw new Error('debit_many left an item without an answer');
      const { outcome, entry, parts } = decision;
      if (entry) {
        waiting.resolve({
          booked: true,
          entryId: entry.id,
          reference: item.reference,
          amount: item.amount,
          balanceAfter: entry.balanceAfter,
          availableAfter: entry.availableAfter,
          allocations: allocationsOf(entry.lots, entry.lotAmounts),
          at: entry.at,
        });
      } else if (outcome === 'insufficient-tokens' || outcome === 'wallet-suspended') {
        refused.push({ waiting, refusal: { ...item, reason: outcome, parts } });
      } else {
        const problem = new ReferenceReused(item.reference);
        waiting.resolve({ booked: false, reference: item.reference, problem });
      }
    });
    if (refused.length > 0) void this.refuse(organizationId, refused);
  }

  /** Answers refusals once they are counted, while the next call is already in flight. */
  private async refuse(
    organizationId: string,
    refused: readonly { waiting: Waiting; refusal: RefusedSpending }[],
  ): Promise<void> {
    const suspensions = await this.refusals.record(
      organizationId,
      refused.map(({ refusal }) => refusal),
    );
    for (const { waiting, refusal } of refused) {
      const { amount, parts, reference } = refusal;
      const problem =
        refusal.reason === 'wallet-suspended'
          ? new WalletSuspended(suspensions)
          : new InsufficientTokens(amount, parts);
      waiting.resolve({ booked: false, reference, problem });
    }
  }
}
