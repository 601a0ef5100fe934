import { Injectable } from '@nestjs/common';
import { Clock, newId, NotFound, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import type { HoldView } from '@purser/contracts';
import { allocationsOf, allocationViews, firstOf } from '../allocation.js';
import { LedgerWriter } from '../books/ledger-writer.js';
import type { OpenBooks } from '../books/open-books.js';
import { Hold } from '../hold.entity.js';
import { recordedActor } from '../recorded-actor.js';
import { Suspensions } from '../support/suspensions.service.js';
import {
  CaptureExceedsHold,
  HoldStateConflict,
  InsufficientTokens,
  ReferenceReused,
  WalletSuspended,
} from '../wallet.errors.js';
import { RefusalLog } from './refusal-log.js';

export interface HoldRequest {
  amount: bigint;
  ttlSeconds: number;
  /** Names this hold for ever in its organization. */
  reference: string;
}

/** Reserves tokens with a time limit, then captures or releases them. */
@Injectable()
export class Holds {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly ledger: LedgerWriter,
    private readonly suspensions: Suspensions,
    private readonly refusals: RefusalLog,
  ) {}

  /**
   * Holds tokens in burn order until the TTL. The same reference and amount give the first answer.
   *
   * @throws InsufficientTokens, WalletSuspended, ReferenceReused
   */
  async place(organizationId: string, request: HoldRequest, actor: Actor): Promise<HoldView> {
    let books: OpenBooks | undefined;
    try {
      const hold = await this.unitOfWork.run(organizationId, (tx) =>
        this.ledger.change(tx, this.clock.now(), (opened) => {
          books = opened;
          return this.placeOn(tx, opened, request, actor);
        }),
      );
      return placedView(hold);
    } catch (error) {
      if (books && (error instanceof InsufficientTokens || error instanceof WalletSuspended)) {
        const { amount, reference } = request;
        const parts = books.parts();
        await this.refusals.record(organizationId, [
          { reason: error.problem, amount, reference, actor, parts },
        ]);
      }
      throw error;
    }
  }

  private async placeOn(
    tx: Tx,
    books: OpenBooks,
    request: HoldRequest,
    actor: Actor,
  ): Promise<Hold> {
    const { organizationId } = tx;
    const { amount, reference } = request;
    const known = await tx.findOneBy(Hold, { organizationId, reference });
    if (known) {
      if (known.amount !== amount) throw new ReferenceReused(reference);
      return known;
    }
    if (books.status === 'suspended') throw new WalletSuspended(await this.suspensions.open(tx));
    const allocations = books.allocate(amount);
    const hold = Object.assign(new Hold(), {
      organizationId,
      id: newId(books.at),
      walletId: books.walletId,
      reference,
      amount,
      captured: 0n,
      status: 'open',
      lots: allocations.map(({ lotId }) => lotId),
      lotAmounts: allocations.map((allocation) => allocation.amount),
      expiresAt: new Date(books.at.getTime() + request.ttlSeconds * 1_000),
      resolvedAt: null,
      entryId: null,
      ...recordedActor(actor),
      createdAt: books.at,
    });
    await tx.insert(Hold, hold);
    books.hold(allocations);
    return hold;
  }

  /**
   * Burns `amount` of what is held and releases the rest. Capturing the same amount again gives the
   * same hold.
   *
   * @throws NotFound, HoldStateConflict, CaptureExceedsHold
   */
  async capture(
    organizationId: string,
    holdId: string,
    amount: bigint,
    actor: Actor,
  ): Promise<HoldView> {
    const hold = await this.unitOfWork.run(organizationId, (tx) =>
      this.ledger.change(tx, this.clock.now(), async (books) => {
        const held = await this.find(tx, holdId);
        if (held.status === 'captured' && held.captured === amount) return held;
        if (held.status !== 'open') throw new HoldStateConflict(held.status);
        if (amount > held.amount) throw new CaptureExceedsHold(held.amount, amount);
        const allocations = allocationsOf(held.lots, held.lotAmounts);
        books.release(allocations);
        const entry = books.post({
          id: newId(books.at),
          kind: 'capture',
          direction: 'out',
          allocations: firstOf(allocations, amount),
          reference: `purser:capture:${held.id}`,
          actor,
          meta: { holdReference: held.reference },
        });
        return this.resolve(tx, held, {
          status: 'captured',
          captured: amount,
          entryId: entry.id,
          resolvedAt: books.at,
        });
      }),
    );
    return holdView(hold);
  }

  /**
   * Gives the tokens back. Releasing a released or expired hold again gives the same hold.
   *
   * @throws NotFound, HoldStateConflict it is captured
   */
  async release(organizationId: string, holdId: string): Promise<HoldView> {
    const hold = await this.unitOfWork.run(organizationId, (tx) =>
      this.ledger.change(tx, this.clock.now(), async (books) => {
        const held = await this.find(tx, holdId);
        if (held.status === 'captured') throw new HoldStateConflict(held.status);
        if (held.status !== 'open') return held;
        books.release(allocationsOf(held.lots, held.lotAmounts));
        return this.resolve(tx, held, { status: 'released', resolvedAt: books.at });
      }),
    );
    return holdView(hold);
  }

  private async find(tx: Tx, id: string): Promise<Hold> {
    const hold = await tx.findOneBy(Hold, { organizationId: tx.organizationId, id });
    if (!hold) throw new NotFound();
    return hold;
  }

  private async resolve(tx: Tx, hold: Hold, changes: Partial<Hold>): Promise<Hold> {
    await tx.update(Hold, { organizationId: tx.organizationId, id: hold.id }, changes);
    return Object.assign(hold, changes);
  }
}

/** The answer of placing a hold, from what never changes: a retry gives the same bytes. */
function placedView(hold: Hold): HoldView {
  return { ...holdView(hold), status: 'open', capturedAmount: 0, entryId: null };
}

export function holdView(hold: Hold): HoldView {
  return {
    id: hold.id,
    reference: hold.reference,
    amount: Number(hold.amount),
    capturedAmount: Number(hold.captured),
    status: hold.status,
    expiresAt: hold.expiresAt.toISOString(),
    allocations: allocationViews(allocationsOf(hold.lots, hold.lotAmounts)),
    entryId: hold.entryId,
    createdAt: hold.createdAt.toISOString(),
  };
}
