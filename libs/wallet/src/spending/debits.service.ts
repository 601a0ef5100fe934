import { Injectable } from '@nestjs/common';
import {
  PROBLEMS,
  type BatchDebitResultView,
  type BatchDebitView,
  type DebitView,
  type MovementPreviewView,
} from '@purser/contracts';
import { Clock, newId, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import { allocationsOf, allocationViews } from '../allocation.js';
import { LedgerWriter } from '../books/ledger-writer.js';
import { LedgerEntry } from '../ledger-entry.entity.js';
import { Suspensions } from '../support/suspensions.service.js';
import { ReferenceReused, WalletSuspended } from '../wallet.errors.js';
import { Spending, type BookedDebit, type DebitAnswer, type DebitItem } from './spending.js';

const CREATED = 201;

/** A debit as a client asks for it. */
export interface DebitRequest {
  amount: number;
  reference: string;
  meta?: Record<string, unknown>;
}

/** Debits over the wire: one at a time, in batches, and rehearsed. */
@Injectable()
export class Debits {
  constructor(
    private readonly spending: Spending,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly ledger: LedgerWriter,
    private readonly suspensions: Suspensions,
  ) {}

  /**
   * Burns tokens in burn order. The same reference and amount give the first answer again.
   *
   * @throws InsufficientTokens, WalletSuspended, ReferenceReused, Overloaded
   */
  async debit(organizationId: string, request: DebitRequest, actor: Actor): Promise<DebitView> {
    const [answer] = await this.spending.debit(organizationId, [itemOf(request, actor)]);
    if (!answer) throw new Error('The debit was not answered');
    if (!answer.booked) throw answer.problem;
    return debitView(answer);
  }

  /** Decides each item on its own, in the order given. */
  async batch(
    organizationId: string,
    requests: readonly DebitRequest[],
    actor: Actor,
  ): Promise<BatchDebitView> {
    const items = requests.map((request) => itemOf(request, actor));
    const answers = await this.spending.debit(organizationId, items);
    return { results: answers.map(resultView) };
  }

  /**
   * What {@link debit} would do at this moment; a booked reference shows what it did.
   *
   * @throws InsufficientTokens, WalletSuspended, ReferenceReused
   */
  preview(
    organizationId: string,
    request: DebitRequest,
    actor: Actor,
  ): Promise<MovementPreviewView> {
    return this.unitOfWork.rehearse(organizationId, (tx) =>
      this.ledger.change(tx, this.clock.now(), async (books): Promise<MovementPreviewView> => {
        const { reference } = request;
        const known = await this.known(tx, request);
        if (!known && books.status === 'suspended') {
          throw new WalletSuspended(await this.suspensions.open(tx));
        }
        const entry =
          known ??
          books.post({
            id: newId(books.at),
            kind: 'debit',
            direction: 'out',
            allocations: books.allocate(BigInt(request.amount)),
            reference,
            actor,
          });
        return {
          dryRun: true,
          amount: Number(entry.amount),
          balanceAfter: Number(entry.balanceAfter),
          availableAfter: Number(entry.availableAfter),
          allocations: allocationViews(allocationsOf(entry.lots, entry.lotAmounts)),
        };
      }),
    );
  }

  private async known(tx: Tx, { reference, amount }: DebitRequest): Promise<LedgerEntry | null> {
    const { organizationId } = tx;
    const entry = await tx.findOneBy(LedgerEntry, { organizationId, reference });
    if (entry && (entry.kind !== 'debit' || entry.amount !== -BigInt(amount))) {
      throw new ReferenceReused(reference);
    }
    return entry;
  }
}

function itemOf({ amount, reference, meta }: DebitRequest, actor: Actor): DebitItem {
  return { amount: BigInt(amount), reference, meta: meta ?? null, actor };
}

function debitView(debit: BookedDebit): DebitView {
  return {
    entryId: debit.entryId,
    reference: debit.reference,
    amount: Number(debit.amount),
    balanceAfter: Number(debit.balanceAfter),
    availableAfter: Number(debit.availableAfter),
    allocations: allocationViews(debit.allocations),
  };
}

function resultView(answer: DebitAnswer): BatchDebitResultView {
  const { reference } = answer;
  if (answer.booked) return { reference, status: CREATED, entryId: answer.entryId };
  const { problem: key, message: detail, fields } = answer.problem;
  const { status, title } = PROBLEMS[key];
  return { reference, status, problem: { type: `/problems/${key}`, title, detail, ...fields } };
}
