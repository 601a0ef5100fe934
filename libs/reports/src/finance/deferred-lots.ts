import type { Tx } from '@purser/platform';
import type { Period } from '../period.js';

/** A paid lot and what became of its cost, in minor units of its currency. */
export interface DeferredLot {
  lotId: string;
  label: string;
  source: string;
  purchaseReferenceId: string | null;
  invoiceId: string | null;
  grantedAt: Date;
  expiresAt: Date | null;
  granted: bigint;
  currency: string;
  costMinor: bigint;
  openingMinor: bigint;
  addedMinor: bigint;
  recognizedMinor: bigint;
  breakageMinor: bigint;
  refundedMinor: bigint;
  disputedMinor: bigint;
  adjustedMinor: bigint;
}

interface Row {
  id: string;
  label: string;
  source: string;
  purchase_reference_id: string | null;
  invoice_id: string | null;
  effective_at: Date;
  expires_at: Date | null;
  granted: string;
  currency: string;
  cost: string;
  opening: string;
  added: string;
  recognized: string;
  breakage: string;
  refunded: string;
  disputed: string;
  adjusted: string;
}

// Where each token of a lot went is read backwards from what is left of it, so only the entries since
// the period began are looked at. `after` is how much of the lot was gone once an entry was booked;
// the entry's cost is the slice up to there, so the slices of a lot add up to its cost, always.
const DEFERRED_LOTS = `
WITH w AS (
  SELECT id, open_lot, open_remaining,
         ledger_seq_at($1, id, $2) AS before, ledger_seq_at($1, id, $3) AS last
    FROM organization_token_wallets WHERE organization_id = $1),
paid AS (
  SELECT l.*, l.cost_minor::numeric AS cost,
         l.granted - l.remaining
           - CASE WHEN l.id = w.open_lot THEN w.open_remaining ELSE 0 END AS gone
    FROM token_lots l, w WHERE l.organization_id = $1 AND l.cost_minor > 0),
moves AS (
  SELECT part.lot, h.seq, h.kind,
         CASE WHEN h.amount < 0 THEN part.amount ELSE -part.amount END AS tokens
    FROM w, token_balance_history h, unnest(h.lots, h.lot_amounts) AS part (lot, amount)
   WHERE h.organization_id = $1 AND h.wallet_id = w.id AND h.seq > w.before),
booked AS (
  SELECT m.lot, m.seq, m.kind, m.tokens, p.granted, p.cost,
         p.gone - coalesce(sum(m.tokens) OVER later, 0) AS after
    FROM moves m JOIN paid p ON p.id = m.lot AND p.granted_seq <> m.seq
  WINDOW later AS (PARTITION BY m.lot ORDER BY m.seq DESC
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
slices AS (
  SELECT b.lot, b.kind, b.tokens, b.seq,
         div(b.cost * b.after, b.granted) - div(b.cost * (b.after - b.tokens), b.granted) AS cost
    FROM booked b),
sums AS (
  SELECT s.lot, sum(s.tokens) AS gone_since,
         sum(s.cost) FILTER (WHERE s.seq <= w.last
                               AND s.kind IN ('debit', 'capture', 'reversal')) AS recognized,
         sum(s.cost) FILTER (WHERE s.seq <= w.last AND s.kind = 'expiry') AS breakage,
         sum(s.cost) FILTER (WHERE s.seq <= w.last AND s.kind = 'refund') AS refunded,
         sum(s.cost) FILTER (WHERE s.seq <= w.last AND s.kind = 'dispute') AS disputed,
         sum(s.cost) FILTER (WHERE s.seq <= w.last AND s.kind NOT IN
           ('debit', 'capture', 'reversal', 'expiry', 'refund', 'dispute')) AS adjusted
    FROM slices s, w GROUP BY s.lot)
SELECT p.id, p.label, p.source, p.purchase_reference_id, p.invoice_id, p.effective_at,
       p.expires_at, p.granted::text, p.currency, p.cost::text,
       CASE WHEN p.granted_seq <= w.before
            THEN p.cost - div(p.cost * (p.gone - coalesce(s.gone_since, 0)), p.granted)
            ELSE 0 END::text AS opening,
       CASE WHEN p.granted_seq > w.before THEN p.cost ELSE 0 END::text AS added,
       coalesce(s.recognized, 0)::text AS recognized, coalesce(s.breakage, 0)::text AS breakage,
       coalesce(s.refunded, 0)::text AS refunded, coalesce(s.disputed, 0)::text AS disputed,
       coalesce(s.adjusted, 0)::text AS adjusted
  FROM w, paid p LEFT JOIN sums s ON s.lot = p.id
 WHERE p.granted_seq <= w.last
 ORDER BY p.granted_seq, p.id`;

/**
 * What became of the cost of each paid lot in a period, oldest lot first. Lots that were granted
 * after it are left out.
 */
export async function deferredLots(tx: Tx, period: Period): Promise<DeferredLot[]> {
  const rows = await tx.query<Row[]>(DEFERRED_LOTS, [
    tx.organizationId,
    lastBefore(period.from),
    lastBefore(period.to),
  ]);
  return rows.map((row) => ({
    lotId: row.id,
    label: row.label,
    source: row.source,
    purchaseReferenceId: row.purchase_reference_id,
    invoiceId: row.invoice_id,
    grantedAt: row.effective_at,
    expiresAt: row.expires_at,
    granted: BigInt(row.granted),
    currency: row.currency,
    costMinor: BigInt(row.cost),
    openingMinor: BigInt(row.opening),
    addedMinor: BigInt(row.added),
    recognizedMinor: BigInt(row.recognized),
    breakageMinor: BigInt(row.breakage),
    refundedMinor: BigInt(row.refunded),
    disputedMinor: BigInt(row.disputed),
    adjustedMinor: BigInt(row.adjusted),
  }));
}

/** What is deferred at the end of the period. */
export function closingMinor(lot: DeferredLot): bigint {
  return (
    lot.openingMinor +
    lot.addedMinor -
    lot.recognizedMinor -
    lot.breakageMinor -
    lot.refundedMinor -
    lot.disputedMinor -
    lot.adjustedMinor
  );
}

/** The last millisecond before `instant`; the ledger knows no finer time. */
function lastBefore(instant: Date): Date {
  return new Date(instant.getTime() - 1);
}
