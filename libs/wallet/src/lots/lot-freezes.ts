import { Injectable } from '@nestjs/common';
import type { Actor, Tx } from '@purser/platform';
import type { Allocation } from '../allocation.js';
import { burnable, isExpired } from '../books/burn-order.js';
import { LedgerWriter } from '../books/ledger-writer.js';
import { note } from '../books/lot-note.js';
import { expireLot } from '../expiry/expire-lot.js';
import { LotChange } from '../lot-change.entity.js';
import { Lot } from '../lot.entity.js';

/** What is done with the lots of a purchase, for whom and why. */
export interface LotsRequest {
  readonly purchaseId: string;
  /** What it is done for, for example `dispute:<id>`. */
  readonly reference: string;
  readonly reason: string;
  readonly actor: Actor;
  readonly at: Date;
}

/**
 * Freezes the lots of a purchase and gives them back. Frozen tokens stay in the balance. From `freeze`
 * to `unfreeze` whatever comes into these lots, by a hold, a reversal or a refund that failed, is
 * frozen too, in the transaction that brings it: by LedgerWriter, and where a hold ends by the
 * database (`freeze_given_back`).
 */
@Injectable()
export class LotFreezes {
  constructor(private readonly ledger: LedgerWriter) {}

  /**
   * Freezes what is free in the lots of a purchase at this moment and gives what it froze; called
   * again it finds nothing.
   */
  async freeze(tx: Tx, request: LotsRequest): Promise<Allocation[]> {
    const lotIds = await lotIdsOf(tx, request.purchaseId);
    return this.ledger.change(
      tx,
      request.at,
      async (books) => {
        const frozen: Allocation[] = [];
        for (const lot of lotIds.map((id) => books.lot(id))) {
          if (!lot.freezingFor.includes(request.reference)) {
            lot.freezingFor = [...lot.freezingFor, request.reference];
          }
          const amount = burnable(lot, books.at);
          if (amount === 0n) continue;
          lot.frozen += amount;
          await note(tx, books, lot, 'freeze', amount, lot.expiresAt, request);
          frozen.push({ lotId: lot.id, amount });
        }
        return frozen;
      },
      lotIds,
    );
  }

  /**
   * Gives back exactly what is frozen for the reference, once, and gives what that was. The expiry
   * of a lot moves by the time during which any of it was frozen; what had expired beside the
   * frozen tokens stays expired.
   */
  async unfreeze(tx: Tx, request: LotsRequest): Promise<Allocation[]> {
    const lotIds = await lotIdsOf(tx, request.purchaseId);
    return this.ledger.change(
      tx,
      request.at,
      async (books) => {
        const frozen = await frozenFor(tx, request.reference);
        for (const lot of lotIds.map((id) => books.lot(id))) {
          lot.freezingFor = lot.freezingFor.filter((reference) => reference !== request.reference);
        }
        const given: Allocation[] = [];
        for (const [lotId, amount] of frozen) {
          const lot = books.lot(lotId);
          const expiresBefore = lot.expiresAt;
          const wholly = lot.frozen === amount;
          if (wholly && isExpired(lot, books.at)) expireLot(books, lot, request.actor);
          lot.frozen -= amount;
          if (wholly && lot.expiresAt) {
            const since = await frozenSince(tx, lotId);
            const frozenMs = books.at.getTime() - (since ?? books.at).getTime();
            lot.expiresAt = new Date(lot.expiresAt.getTime() + frozenMs);
          }
          await note(tx, books, lot, 'unfreeze', -amount, expiresBefore, request);
          given.push({ lotId, amount });
        }
        return given;
      },
      lotIds,
    );
  }

  /** What is frozen for each of `references` at this moment; none = not in the map. */
  async frozen(tx: Tx, references: readonly string[]): Promise<ReadonlyMap<string, FrozenTokens>> {
    const rows = await tx.query<{ reference: string; paid: string; bonus: string }[]>(
      `SELECT c.reference,
              coalesce(sum(c.frozen_change) FILTER (WHERE l.source <> 'bonus'), 0) AS paid,
              coalesce(sum(c.frozen_change) FILTER (WHERE l.source = 'bonus'), 0) AS bonus
         FROM lot_changes c
         JOIN token_lots l ON l.organization_id = c.organization_id AND l.id = c.lot_id
        WHERE c.organization_id = $1 AND c.reference = ANY ($2) GROUP BY c.reference`,
      [tx.organizationId, [...references]],
    );
    return new Map(
      rows.map(({ reference, paid, bonus }) => [
        reference,
        { tokens: BigInt(paid), bonusTokens: BigInt(bonus) },
      ]),
    );
  }
}

/** What is frozen for references at this moment, by reference. */
export interface FrozenTokens {
  readonly tokens: bigint;
  readonly bonusTokens: bigint;
}

/** The ids of the lots that a purchase granted, oldest first. */
export async function lotIdsOf(tx: Tx, purchaseId: string): Promise<string[]> {
  const { organizationId } = tx;
  const lots = await tx.find(Lot, {
    select: { id: true },
    where: { organizationId, purchaseId },
    order: { id: 'ASC' },
  });
  return lots.map(({ id }) => id);
}

/** Tokens that are frozen for `reference`, by lot. */
export async function frozenFor(tx: Tx, reference: string): Promise<Map<string, bigint>> {
  const rows = await tx.query<{ lot: string; frozen: string }[]>(
    `SELECT lot_id AS lot, sum(frozen_change) AS frozen FROM lot_changes
      WHERE organization_id = $1 AND reference = $2
      GROUP BY lot_id HAVING sum(frozen_change) > 0 ORDER BY lot_id`,
    [tx.organizationId, reference],
  );
  return new Map(rows.map(({ lot, frozen }) => [lot, BigInt(frozen)]));
}

/** Since when some of the lot has been frozen without a break; null while nothing is. */
async function frozenSince(tx: Tx, lotId: string): Promise<Date | null> {
  const { organizationId } = tx;
  const changes = await tx.find(LotChange, {
    select: { id: true, organizationId: true, frozenChange: true, at: true },
    where: { organizationId, lotId },
    // What ends at an instant ends before what begins at it.
    order: { at: 'ASC', frozenChange: 'ASC' },
  });
  let frozen = 0n;
  let since: Date | null = null;
  for (const { frozenChange, at } of changes) {
    if (frozen === 0n && frozenChange > 0n) since = at;
    frozen += frozenChange;
    if (frozen === 0n) since = null;
  }
  return since;
}
