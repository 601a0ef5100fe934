/** A check that compares two sums: it holds when `left = right`. */
export interface SumCheck {
  readonly name: string;
  readonly words: readonly [left: string, right: string];
  /** Gives one row `(l, r)` as text; $1 is the organization. */
  readonly sql: string;
}

/** A check that lists what differs: it holds when there is no row. */
export interface DifferenceCheck {
  readonly name: string;
  readonly holds: string;
  /** Gives rows `(what)`, bounded; $1 is the organization. */
  readonly sql: string;
}

const WALLET = 'SELECT * FROM organization_token_wallets WHERE organization_id = $1';
const LIMIT = 5;

/** The balance against everything that must add up to it. */
export const SUM_CHECKS: readonly SumCheck[] = [
  {
    name: 'entries-equal-balance',
    words: ['sum of ledger entries', 'balance'],
    sql: `SELECT (SELECT COALESCE(sum(amount), 0) FROM token_balance_history
                  WHERE organization_id = $1)::text AS l,
                 COALESCE((SELECT balance FROM (${WALLET}) w), 0)::text AS r`,
  },
  {
    name: 'lots-equal-balance',
    words: ['sum of what remains in the lots', 'balance'],
    sql: `SELECT ((SELECT COALESCE(sum(remaining), 0) FROM token_lots WHERE organization_id = $1)
                  + COALESCE((SELECT open_remaining FROM (${WALLET}) w), 0))::text AS l,
                 COALESCE((SELECT balance FROM (${WALLET}) w), 0)::text AS r`,
  },
  {
    name: 'last-entry-equals-balance',
    words: ['balance after the last ledger entry', 'balance'],
    sql: `SELECT COALESCE((SELECT e.balance_after FROM token_balance_history e, (${WALLET}) w
                  WHERE e.organization_id = $1 AND e.wallet_id = w.id
                  ORDER BY e.seq DESC LIMIT 1), 0)::text AS l,
                 COALESCE((SELECT balance FROM (${WALLET}) w), 0)::text AS r`,
  },
  {
    name: 'holds-equal-held-lots',
    words: ['tokens in open holds', 'tokens held in lots'],
    sql: `SELECT (SELECT COALESCE(sum(amount), 0) FROM token_holds
                  WHERE organization_id = $1 AND status = 'open')::text AS l,
                 (SELECT COALESCE(sum(held), 0) FROM token_lots
                  WHERE organization_id = $1)::text AS r`,
  },
];

/** Purchase by purchase and entry by entry: captured = allocated = invoiced. */
export const DIFFERENCE_CHECKS: readonly DifferenceCheck[] = [
  {
    name: 'entries-follow-each-other',
    holds: 'Each entry starts at the balance where the one before it ended.',
    sql: `SELECT 'entry ' || seq AS what FROM (
            SELECT seq, balance_before,
                   lag(seq, 1, 0::bigint) OVER o AS seq_before,
                   lag(balance_after, 1, 0::bigint) OVER o AS expected
            FROM token_balance_history WHERE organization_id = $1
            WINDOW o AS (PARTITION BY wallet_id ORDER BY seq)) e
          WHERE balance_before <> expected OR seq <> seq_before + 1 ORDER BY seq LIMIT ${LIMIT}`,
  },
  {
    name: 'allocations-equal-entries',
    holds: 'What each entry took from its lots is its amount.',
    sql: `SELECT 'entry ' || seq AS what FROM token_balance_history e
          WHERE organization_id = $1 AND abs(amount) <>
            (SELECT abs(sum(part)) FROM unnest(e.lot_amounts) AS part) ORDER BY seq LIMIT ${LIMIT}`,
  },
  {
    name: 'captured-equals-allocated',
    holds: 'Each completed purchase credited its tokens and its bonus, at its net price.',
    sql: `SELECT 'purchase ' || p.id AS what FROM token_purchases p
          LEFT JOIN LATERAL (
            SELECT COALESCE(sum(granted), 0) AS granted, COALESCE(sum(cost_minor), 0) AS cost
            FROM token_lots l WHERE l.organization_id = $1 AND l.purchase_id = p.id) l ON true
          WHERE p.organization_id = $1 AND p.completed_at IS NOT NULL
            AND (l.granted <> p.tokens + p.bonus_tokens OR l.cost <> p.subtotal_minor)
          ORDER BY p.id LIMIT ${LIMIT}`,
  },
  {
    name: 'allocated-equals-captured',
    holds: 'No lot stands for a purchase that was not paid.',
    sql: `SELECT 'lot ' || l.id AS what FROM token_lots l
          LEFT JOIN token_purchases p ON p.organization_id = $1 AND p.id = l.purchase_id
          WHERE l.organization_id = $1 AND l.purchase_id IS NOT NULL
            AND p.completed_at IS NULL ORDER BY l.id LIMIT ${LIMIT}`,
  },
  {
    name: 'captured-equals-invoiced',
    holds: 'Each completed purchase has one invoice over its total.',
    sql: `SELECT 'purchase ' || p.id AS what FROM token_purchases p
          LEFT JOIN LATERAL (
            SELECT count(*) AS invoices, COALESCE(sum(total_minor), 0) AS total,
                   min(currency) AS currency
            FROM invoices i WHERE i.organization_id = $1 AND i.purchase_id = p.id
              AND i.kind = 'invoice' AND i.reinstates IS NULL) i ON true
          WHERE p.organization_id = $1 AND p.completed_at IS NOT NULL
            AND (i.invoices <> 1 OR i.total <> p.total_minor OR i.currency <> p.currency)
          ORDER BY p.id LIMIT ${LIMIT}`,
  },
  {
    name: 'invoiced-equals-captured',
    holds: 'No invoice stands for a purchase that was not paid.',
    sql: `SELECT 'invoice ' || i.number AS what FROM invoices i
          LEFT JOIN token_purchases p ON p.organization_id = $1 AND p.id = i.purchase_id
          WHERE i.organization_id = $1 AND i.kind = 'invoice' AND p.completed_at IS NULL
          ORDER BY i.id LIMIT ${LIMIT}`,
  },
  {
    name: 'credited-equals-given-back',
    holds:
      'The credit notes of each purchase that stand are over what went back of it; where more went ' +
      'back than its invoice states, a case says so.',
    sql: `SELECT 'purchase ' || p.id AS what FROM token_purchases p
          LEFT JOIN LATERAL (
            SELECT COALESCE(sum(credited_minor), 0) AS minor,
                   COALESCE(bool_or(credited_minor < amount_minor AND NOT EXISTS (
                     SELECT FROM reconciliation_cases k
                     WHERE k.organization_id = $1 AND k.kind = 'refund-beyond-invoice'
                       AND k.subject_type = 'refund' AND k.subject_id = r.id::text)), false) AS unsaid
            FROM refunds r
            WHERE r.organization_id = $1 AND r.purchase_id = p.id AND r.status = 'succeeded') r ON true
          LEFT JOIN LATERAL (
            SELECT COALESCE(sum(credited_minor), 0) AS minor FROM disputes d
            WHERE d.organization_id = $1 AND d.purchase_id = p.id AND d.status = 'lost') d ON true
          LEFT JOIN LATERAL (
            SELECT COALESCE(sum(i.total_minor), 0) AS minor FROM invoices i
            WHERE i.organization_id = $1 AND i.purchase_id = p.id AND i.kind = 'credit_note'
              AND NOT EXISTS (SELECT FROM invoices o WHERE o.organization_id = $1
                                AND o.reinstates = i.id)) c ON true
          WHERE p.organization_id = $1 AND p.completed_at IS NOT NULL
            AND (c.minor <> r.minor + d.minor OR r.unsaid)
          ORDER BY p.id LIMIT ${LIMIT}`,
  },
  {
    name: 'taken-equals-given-back',
    holds: 'Each refund and each lost dispute took the tokens that it says.',
    sql: `WITH moved AS (
            SELECT split_part(e.reference, ':', 2) AS kind, split_part(e.reference, ':', 3) AS id,
                   -sum(e.amount) AS tokens
            FROM token_balance_history e
            WHERE e.organization_id = $1 AND e.kind IN ('refund', 'dispute') GROUP BY 1, 2),
          said AS (
            SELECT 'refund' AS kind, id::text, tokens + bonus_tokens AS tokens FROM refunds
            WHERE organization_id = $1 AND status IN ('pending', 'succeeded')
            UNION ALL
            SELECT 'dispute', id::text, voided_tokens + voided_bonus_tokens FROM disputes
            WHERE organization_id = $1)
          SELECT COALESCE(s.kind, m.kind) || ' ' || COALESCE(s.id, m.id) AS what
          FROM moved m FULL JOIN said s ON s.kind = m.kind AND s.id = m.id
          WHERE COALESCE(m.tokens, 0) <> COALESCE(s.tokens, 0)
          ORDER BY 1 LIMIT ${LIMIT}`,
  },
  {
    name: 'invoice-numbers-have-no-gap',
    holds: 'Each series of invoices counts 1, 2, 3 and so on.',
    sql: `SELECT 'series ' || s.series AS what FROM invoice_series s
          LEFT JOIN LATERAL (
            SELECT count(*) AS issued, COALESCE(max(series_number), 0) AS last
            FROM invoices i WHERE i.organization_id = $1 AND i.series = s.series) i ON true
          WHERE s.organization_id = $1 AND (i.issued <> i.last OR s.next_number <> i.last + 1)
          ORDER BY s.series LIMIT ${LIMIT}`,
  },
];
