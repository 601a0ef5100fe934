import { Injectable } from '@nestjs/common';
import { DueReader, UnitOfWork, type DuePair, type Tx } from '@purser/platform';

const PAGE_ROWS = 500;

/** One rule of the books that a wallet breaks, with both sides of it. */
export interface BooksFault {
  organizationId: string;
  rule: string;
  expected: string;
  actual: string;
}

/** Proves that a wallet's row, lots, holds and ledger tell the same story. */
@Injectable()
export class WalletBooks {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly due: DueReader,
  ) {}

  /** The rules that the wallet of the transaction's organization breaks; none = it balances. */
  async check(tx: Tx): Promise<BooksFault[]> {
    const rows = await tx.query<{ rule: string; expected: string; actual: string }[]>(
      WALLET_RULES,
      [tx.organizationId],
    );
    return rows.map((row) => ({ organizationId: tx.organizationId, ...row }));
  }

  /** Checks every wallet, each on a snapshot of its own; safe to run on any instance. */
  async checkAll(): Promise<{ wallets: number; faults: BooksFault[] }> {
    const faults: BooksFault[] = [];
    let wallets = 0;
    for (let last: DuePair | undefined; ;) {
      const pairs = await this.due.pairs(
        `SELECT organization_id, id FROM organization_token_wallets
          WHERE $1::uuid IS NULL OR organization_id > $1 ORDER BY organization_id LIMIT $2`,
        [last?.organizationId ?? null, PAGE_ROWS],
      );
      for (const { organizationId } of pairs) {
        faults.push(...(await this.unitOfWork.read(organizationId, (tx) => this.check(tx))));
        wallets += 1;
      }
      last = pairs.at(-1);
      if (!last || pairs.length < PAGE_ROWS) return { wallets, faults };
    }
  }
}

/** Gives rows `(rule, expected, actual)` of the rules that the wallet of organization $1 breaks. */
export const WALLET_RULES = `
  WITH w AS (SELECT * FROM organization_token_wallets WHERE organization_id = $1),
  ledger AS (
    SELECT coalesce(sum(amount), 0) AS total, count(*) AS entries, coalesce(max(seq), 0) AS last
      FROM token_balance_history WHERE organization_id = $1),
  lots AS (
    SELECT coalesce(sum(remaining), 0) AS remaining, coalesce(sum(held), 0) AS held,
           coalesce(sum(frozen), 0) AS frozen
      FROM token_lots WHERE organization_id = $1),
  holds AS (
    SELECT coalesce(sum(amount), 0) AS amount FROM token_holds
     WHERE organization_id = $1 AND status = 'open'),
  moved AS (
    SELECT part.lot,
           sum(CASE WHEN h.amount < 0 THEN -part.amount ELSE part.amount END) AS amount
      FROM token_balance_history h, unnest(h.lots, h.lot_amounts) AS part (lot, amount)
     WHERE h.organization_id = $1 GROUP BY part.lot),
  held AS (
    SELECT part.lot, sum(part.amount) AS amount
      FROM token_holds h, unnest(h.lots, h.lot_amounts) AS part (lot, amount)
     WHERE h.organization_id = $1 AND h.status = 'open' GROUP BY part.lot),
  changed AS (
    SELECT lot_id, sum(frozen_change) AS frozen FROM lot_changes
     WHERE organization_id = $1 GROUP BY lot_id),
  chain AS (
    SELECT seq, balance_before, amount, lot_amounts, at,
           lag(balance_after, 1, 0::bigint) OVER ordered AS previous,
           lag(at) OVER ordered AS previous_at
      FROM token_balance_history WHERE organization_id = $1
    WINDOW ordered AS (ORDER BY seq)),
  rules (rule, expected, actual) AS (
    SELECT 'sum of entries = balance', ledger.total, w.balance::numeric FROM w, ledger
    UNION ALL
    SELECT 'lots + open lot = balance', lots.remaining + w.open_remaining, w.balance FROM w, lots
    UNION ALL
    SELECT 'open holds = held', holds.amount, w.held FROM w, holds
    UNION ALL
    SELECT 'held in lots = held', lots.held, w.held FROM w, lots
    UNION ALL
    SELECT 'frozen in lots = frozen', lots.frozen, w.frozen FROM w, lots
    UNION ALL
    SELECT 'entries = sequence', ledger.entries, w.seq FROM w, ledger
    UNION ALL
    SELECT 'last entry = sequence', ledger.last, w.seq FROM w, ledger
    UNION ALL
    SELECT 'entries of lot ' || l.id || ' = remaining', coalesce(moved.amount, 0),
           l.remaining + CASE WHEN l.id = w.open_lot THEN w.open_remaining ELSE 0 END
      FROM token_lots l CROSS JOIN w LEFT JOIN moved ON moved.lot = l.id
     WHERE l.organization_id = $1
    UNION ALL
    SELECT 'holds on lot ' || l.id || ' = held', coalesce(held.amount, 0), l.held
      FROM token_lots l LEFT JOIN held ON held.lot = l.id WHERE l.organization_id = $1
    UNION ALL
    SELECT 'freezes of lot ' || l.id || ' = frozen', coalesce(changed.frozen, 0), l.frozen
      FROM token_lots l LEFT JOIN changed ON changed.lot_id = l.id WHERE l.organization_id = $1
    UNION ALL
    SELECT 'entry ' || seq || ' starts where the one before ended', previous, balance_before
      FROM chain
    UNION ALL
    SELECT 'allocations of entry ' || seq || ' = its amount', abs(amount),
           (SELECT sum(part) FROM unnest(lot_amounts) AS part)
      FROM chain
    UNION ALL
    SELECT 'time does not fall at entry ' || seq, 0, 1 FROM chain WHERE at < previous_at
  )
  SELECT rule, expected::text, actual::text FROM rules
   WHERE expected IS DISTINCT FROM actual LIMIT 100`;
