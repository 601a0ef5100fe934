import type { SuspensionView } from '@purser/contracts';
import type { Tx } from '@purser/platform';
import { In, LessThanOrEqual, MoreThan } from 'typeorm';
import { currentLots } from '../books/current-state.js';
import { Hold } from '../hold.entity.js';
import { allocationsOf } from '../allocation.js';
import { LotChange } from '../lot-change.entity.js';
import { Lot } from '../lot.entity.js';
import { suspensionView } from '../support/suspensions.service.js';
import { Suspension } from '../suspension.entity.js';
import { type Wallet } from '../wallet.entity.js';
import { pointsAt } from './ledger-time.js';

/** A wallet's lots as they were at `at`, those that held tokens; the present is undone backwards. */
export async function lotsAsOf(tx: Tx, wallet: Wallet, at: Date): Promise<Lot[]> {
  const { organizationId } = tx;
  const [point] = await pointsAt(tx, wallet, [at]);
  const seq = point?.seq ?? 0n;
  const moved = await movedSince(tx, wallet, seq);
  const ids = new Set([...moved.keys()]);
  const now = await currentLots(tx, wallet.lastAt, { live: true });
  const byId = new Map(now.map((lot) => [lot.id, lot]));
  const missing = [...ids].filter((id) => !byId.has(id));
  for (const lot of await tx.findBy(Lot, { organizationId, id: In(missing) })) {
    byId.set(lot.id, lot);
  }
  const lots = [...byId.values()].filter((lot) => lot.grantedSeq <= seq);
  for (const lot of lots) {
    lot.remaining -= moved.get(lot.id) ?? 0n;
    lot.held = 0n;
    lot.closedAt = null;
  }
  await undoChanges(tx, lots, at);
  await applyHolds(tx, lots, at);
  return lots.filter((lot) => lot.remaining > 0n);
}

/** Signed tokens moved in each lot by the entries after `seq`. */
async function movedSince(tx: Tx, wallet: Wallet, seq: bigint): Promise<Map<string, bigint>> {
  const rows = await tx.query<{ lot: string; moved: string }[]>(
    `SELECT part.lot, sum(CASE WHEN h.amount < 0 THEN -part.amount ELSE part.amount END) AS moved
       FROM token_balance_history h, unnest(h.lots, h.lot_amounts) AS part (lot, amount)
      WHERE h.organization_id = $1 AND h.wallet_id = $2 AND h.seq > $3
      GROUP BY part.lot`,
    [wallet.organizationId, wallet.id, seq.toString()],
  );
  return new Map(rows.map(({ lot, moved }) => [lot, BigInt(moved)]));
}

/** Takes back what was frozen, extended and reopened after `at`, newest first. */
async function undoChanges(tx: Tx, lots: readonly Lot[], at: Date): Promise<void> {
  const changes = await tx.find(LotChange, {
    where: {
      organizationId: tx.organizationId,
      lotId: In(lots.map(({ id }) => id)),
      at: MoreThan(at),
    },
    order: { at: 'DESC', id: 'DESC' },
  });
  const byId = new Map(lots.map((lot) => [lot.id, lot]));
  for (const change of changes) {
    const lot = byId.get(change.lotId);
    if (!lot) continue;
    lot.frozen -= change.frozenChange;
    if (change.kind === 'extend' || change.kind === 'reopen' || change.kind === 'unfreeze') {
      lot.expiresAt = change.expiresBefore;
    }
  }
}

/** Adds the holds that were open at `at`. */
async function applyHolds(tx: Tx, lots: readonly Lot[], at: Date): Promise<void> {
  const holds = await tx.find(Hold, {
    where: {
      organizationId: tx.organizationId,
      createdAt: LessThanOrEqual(at),
      expiresAt: MoreThan(at),
    },
  });
  const byId = new Map(lots.map((lot) => [lot.id, lot]));
  for (const hold of holds) {
    if (hold.resolvedAt !== null && hold.resolvedAt <= at) continue;
    for (const { lotId, amount } of allocationsOf(hold.lots, hold.lotAmounts)) {
      const lot = byId.get(lotId);
      if (lot) lot.held += amount;
    }
  }
}

/** The suspensions that were open at `at`. */
export async function suspensionsAsOf(tx: Tx, at: Date): Promise<SuspensionView[]> {
  const rows = await tx.find(Suspension, {
    where: { organizationId: tx.organizationId, openedAt: LessThanOrEqual(at) },
    order: { openedAt: 'ASC', id: 'ASC' },
  });
  return rows.filter((row) => row.closedAt === null || row.closedAt > at).map(suspensionView);
}
