import { Injectable } from '@nestjs/common';
import type { Actor } from '@purser/platform';
import type { HoldView } from '@purser/contracts';
import { allocationsOf, allocationViews } from '../allocation.js';
import { Spending, type HoldState } from './spending.js';

export interface HoldRequest {
  amount: bigint;
  ttlSeconds: number;
  /** Names this hold for ever in its organization. */
  reference: string;
}

/** Reserves tokens with a time limit, then captures or releases them, over the wire. */
@Injectable()
export class Holds {
  constructor(private readonly spending: Spending) {}

  /**
   * Holds tokens in burn order until the TTL. The same reference and amount give the first answer.
   *
   * @throws InsufficientTokens, WalletSuspended, ReferenceReused, Overloaded
   */
  async place(organizationId: string, request: HoldRequest, actor: Actor): Promise<HoldView> {
    return placedView(await this.spending.hold(organizationId, { ...request, actor }));
  }

  /**
   * Burns `amount` of what is held and releases the rest. Capturing the same amount again gives the
   * same hold.
   *
   * @throws NotFound, HoldStateConflict, CaptureExceedsHold, Overloaded
   */
  async capture(
    organizationId: string,
    holdId: string,
    amount: bigint,
    actor: Actor,
  ): Promise<HoldView> {
    return holdView(await this.spending.capture(organizationId, { holdId, amount, actor }));
  }

  /**
   * Gives the tokens back. Releasing a released or expired hold again gives the same hold.
   *
   * @throws NotFound, HoldStateConflict it is captured; Overloaded
   */
  async release(organizationId: string, holdId: string): Promise<HoldView> {
    return holdView(await this.spending.release(organizationId, holdId));
  }
}

/** The answer of placing a hold, from what never changes: a retry gives the same bytes. */
function placedView(hold: HoldState): HoldView {
  return { ...holdView(hold), status: 'open', capturedAmount: 0, entryId: null };
}

export function holdView(hold: HoldState): HoldView {
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
