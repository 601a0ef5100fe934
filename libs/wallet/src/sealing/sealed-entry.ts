/** A ledger entry as it is stored, exact to the microsecond: what a seal covers. */
export interface SealedEntry {
  organizationId: string;
  walletId: string;
  id: string;
  seq: bigint;
  kind: string;
  amount: bigint;
  balanceBefore: bigint;
  balanceAfter: bigint;
  availableAfter: bigint;
  reference: string;
  lots: readonly string[];
  lotAmounts: readonly bigint[];
  actorType: string;
  actorId: string | null;
  actorName: string;
  requestId: string | null;
  reason: string | null;
  /** The text that PostgreSQL gives for the stored `jsonb`. */
  meta: string | null;
  purchaseId: string | null;
  /** Microseconds since 1970. */
  atMicros: bigint;
  /** Hex; on the last entry of each commit. */
  seal: string | null;
}

/** The columns that make a {@link StoredEntry}, of the ledger as `e`. */
export const SEALED_COLUMNS = `e.organization_id, e.wallet_id, e.id, e.seq, e.kind::text AS kind,
  e.amount, e.balance_before, e.balance_after, e.available_after, e.reference,
  e.lots::text[] AS lots, e.lot_amounts::text[] AS lot_amounts, e.actor_type, e.actor_id,
  e.actor_name, e.request_id, e.reason, e.meta::text AS meta, e.purchase_id,
  (extract(epoch FROM e.at) * 1000000)::bigint AS at_micros, encode(e.seal, 'hex') AS seal`;

/** A row of {@link SEALED_COLUMNS} as the driver gives it. */
export interface StoredEntry {
  organization_id: string;
  wallet_id: string;
  id: string;
  seq: string;
  kind: string;
  amount: string;
  balance_before: string;
  balance_after: string;
  available_after: string;
  reference: string;
  lots: string[];
  lot_amounts: string[];
  actor_type: string;
  actor_id: string | null;
  actor_name: string;
  request_id: string | null;
  reason: string | null;
  meta: string | null;
  purchase_id: string | null;
  at_micros: string;
  seal: string | null;
}

export function sealedEntry(row: StoredEntry): SealedEntry {
  return {
    organizationId: row.organization_id,
    walletId: row.wallet_id,
    id: row.id,
    seq: BigInt(row.seq),
    kind: row.kind,
    amount: BigInt(row.amount),
    balanceBefore: BigInt(row.balance_before),
    balanceAfter: BigInt(row.balance_after),
    availableAfter: BigInt(row.available_after),
    reference: row.reference,
    lots: row.lots,
    lotAmounts: row.lot_amounts.map((amount) => BigInt(amount)),
    actorType: row.actor_type,
    actorId: row.actor_id,
    actorName: row.actor_name,
    requestId: row.request_id,
    reason: row.reason,
    meta: row.meta,
    purchaseId: row.purchase_id,
    atMicros: BigInt(row.at_micros),
    seal: row.seal,
  };
}
