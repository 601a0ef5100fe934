import type { Tx } from '@purser/platform';
import { Lot } from '../lot.entity.js';
import { type Wallet } from '../wallet.entity.js';
import { partsOfLots, type WalletParts } from './wallet-parts.js';

/** Which lots to read: those with tokens, or those of one purchase. */
export type LotFilter = { readonly live: true } | { readonly purchaseId: string };

/**
 * The wallet's lots as they are at `at`, whatever is not booked yet: the open lot is put back and
 * holds past their TTL count as released, into a lot under dispute as frozen. One statement, so it sees one state of the wallet.
 */
export async function currentLots(tx: Tx, at: Date, filter: LotFilter): Promise<Lot[]> {
  const live = 'live' in filter;
  const rows = await tx.query<LotRow[]>(
    `SELECT l.*, CASE WHEN l.id = w.open_lot THEN w.open_remaining ELSE 0 END AS opened,
            coalesce(due.amount, 0) AS due, coalesce(due.frozen, 0) AS due_frozen
       FROM organization_token_wallets w
       JOIN token_lots l ON l.organization_id = w.organization_id
       LEFT JOIN (
         SELECT part.lot, sum(part.amount) AS amount,
                sum(part.amount) FILTER (WHERE d.freezing_for <> '{}' AND
                  (d.expires_at IS NULL OR d.expires_at > h.expires_at)) AS frozen
           FROM token_holds h, unnest(h.lots, h.lot_amounts) AS part (lot, amount)
           JOIN token_lots d ON d.organization_id = $1 AND d.id = part.lot
          WHERE h.organization_id = $1 AND h.status = 'open' AND h.expires_at <= $2
          GROUP BY part.lot
       ) due ON due.lot = l.id
      WHERE w.organization_id = $1
        AND ${live ? '(l.remaining > 0 OR l.id = w.open_lot)' : 'l.purchase_id = $3'}
      ORDER BY l.id`,
    [tx.organizationId, at, ...(live ? [] : [filter.purchaseId])],
  );
  const lots = rows.map(lotOfRow);
  return live ? lots.filter((lot) => lot.remaining > 0n) : lots;
}

/** What the balance is made of at `at`; reads the wallet row alone while nothing is due. */
export async function currentParts(tx: Tx, wallet: Wallet, at: Date): Promise<WalletParts> {
  if (wallet.nextChangeAt === null || wallet.nextChangeAt > at) return wallet;
  return partsOfLots(await currentLots(tx, at, { live: true }), at);
}

/** The present instant of a wallet: never before its last change. */
export function presentOf(wallet: Pick<Wallet, 'lastAt'>, now: Date): Date {
  return wallet.lastAt > now ? wallet.lastAt : now;
}

/** A row of `token_lots` as the driver gives it, with what is opened and what is due of it. */
export interface LotRow {
  organization_id: string;
  id: string;
  wallet_id: string;
  source: Lot['source'];
  label: string;
  granted: string;
  remaining: string;
  held: string;
  frozen: string;
  priority: number;
  effective_at: Date;
  expires_at: Date | null;
  closed_at: Date | null;
  cost_minor: string;
  currency: string;
  granted_seq: string;
  freezing_for: string[];
  purchase_id: string | null;
  purchase_reference_id: string | null;
  invoice_id: string | null;
  created_at: Date;
  opened: string;
  due: string;
  due_frozen: string;
}

export function lotOfRow(row: LotRow): Lot {
  return Object.assign(new Lot(), {
    organizationId: row.organization_id,
    id: row.id,
    walletId: row.wallet_id,
    source: row.source,
    label: row.label,
    granted: BigInt(row.granted),
    remaining: BigInt(row.remaining) + BigInt(row.opened),
    held: BigInt(row.held) - BigInt(row.due),
    frozen: BigInt(row.frozen) + BigInt(row.due_frozen),
    priority: row.priority,
    effectiveAt: row.effective_at,
    expiresAt: row.expires_at,
    closedAt: row.closed_at,
    costMinor: BigInt(row.cost_minor),
    currency: row.currency,
    grantedSeq: BigInt(row.granted_seq),
    freezingFor: row.freezing_for,
    purchaseId: row.purchase_id,
    purchaseReferenceId: row.purchase_reference_id,
    invoiceId: row.invoice_id,
    createdAt: row.created_at,
  });
}
