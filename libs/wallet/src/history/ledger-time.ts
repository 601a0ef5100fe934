import type { Tx } from '@purser/platform';
import { type Wallet } from '../wallet.entity.js';

type WalletKey = Pick<Wallet, 'organizationId' | 'id'>;

/** A point of the ledger: the last entry at or before an instant, and the balance after it. */
export interface LedgerPoint {
  /** 0 before the first entry. */
  seq: bigint;
  balance: bigint;
}

/** The points of the ledger at `instants`, in their order; a few index look-ups each. */
export async function pointsAt(
  tx: Tx,
  wallet: WalletKey,
  instants: readonly Date[],
): Promise<LedgerPoint[]> {
  const rows = await tx.query<{ seq: string; balance: string }[]>(
    `SELECT found.seq,
            coalesce((SELECT h.balance_after FROM token_balance_history h
                       WHERE h.organization_id = $1 AND h.wallet_id = $2 AND h.seq = found.seq), 0)
              AS balance
       FROM unnest($3::timestamptz[]) WITH ORDINALITY AS asked (at, place),
            LATERAL (SELECT ledger_seq_at($1, $2, asked.at) AS seq) AS found
      ORDER BY asked.place`,
    [wallet.organizationId, wallet.id, instants],
  );
  return rows.map(({ seq, balance }) => ({ seq: BigInt(seq), balance: BigInt(balance) }));
}

/**
 * The sequences of entries within `[from, to)`: greater than `after`, up to `until`. Left out ends
 * are open.
 */
export async function seqRange(
  tx: Tx,
  wallet: WalletKey & Pick<Wallet, 'seq'>,
  from: Date | undefined,
  to: Date | undefined,
): Promise<{ after: bigint; until: bigint }> {
  const instants = [from, to].map((end) => (end ? before(end) : new Date(0)));
  const [first, last] = await pointsAt(tx, wallet, instants);
  return {
    after: from && first ? first.seq : 0n,
    until: to && last ? last.seq : wallet.seq,
  };
}

/** The last millisecond before `instant`; the ledger knows no finer time. */
export function before(instant: Date): Date {
  return new Date(instant.getTime() - 1);
}
