import Stripe from 'stripe';

/**
 * What the provider gave back, what wallets gave for it, and what was credited; counts of refunds,
 * minor units, tokens.
 *
 * @typedef {object} MoneyBack
 * @property {number} refunded at the provider
 * @property {number} booked
 * @property {number} creditNotes
 * @property {number} refundedMinor
 * @property {number} bookedMinor
 * @property {number} creditedMinor
 * @property {number} tokensTaken what the ledger took for refunds that were paid
 * @property {number} refundsLost paid or booked, and missing or different elsewhere
 * @property {number} refundsDouble refunds, takings or credit notes beyond one for a wish
 * @property {ReadonlySet<string>} bookedIds
 */

/**
 * Compares the provider's own list of refunds with ours, the ledger and the credit notes.
 *
 * @param {import('../../support/fleet.mjs').Fleet} fleet
 * @param {readonly import('./tenants.mjs').Tenant[]} tenants
 * @returns {Promise<MoneyBack>}
 */
export async function compareMoneyBack(fleet, tenants) {
  const ids = tenants.map(({ organizationId }) => organizationId);
  const { rows } = await fleet.superuser.query(REFUNDS, [ids]);
  const intents = await fleet.superuser.query(INTENTS, [ids]);
  const ours = new Set(intents.rows.map(({ intent }) => intent));
  const paid = await refundsAtProvider(fleet.stripeUrl, ours);
  const known = new Set(rows.map((row) => row.id));
  const wished = new Set();
  let lost = [...paid.keys()].filter((id) => !known.has(id)).length;
  let double = 0;
  for (const row of rows) {
    const amounts = paid.get(row.id) ?? [];
    if (amounts.length > 1 || row.notes > 1 || wished.has(row.purchase)) double += 1;
    wished.add(row.purchase);
    const isPaid = amounts.length > 0;
    const isWhole = isPaid
      ? row.status === 'succeeded' &&
        row.amount === amounts[0] &&
        row.credited === row.amount &&
        row.taken === row.tokens
      : row.status !== 'succeeded' && row.taken === 0 && row.notes === 0;
    if (!isWhole) lost += 1;
  }
  const booked = rows.filter((row) => row.status === 'succeeded');
  const sum = (/** @type {string} */ column) => booked.reduce((all, row) => all + row[column], 0);
  const paidAmounts = [...paid.values()].flat();
  return {
    refunded: paidAmounts.length,
    booked: booked.length,
    creditNotes: rows.reduce((all, row) => all + row.notes, 0),
    refundedMinor: paidAmounts.reduce((all, amount) => all + amount, 0),
    bookedMinor: sum('amount'),
    creditedMinor: sum('credited'),
    tokensTaken: sum('taken'),
    refundsLost: lost,
    refundsDouble: double,
    bookedIds: new Set(booked.map((row) => row.id)),
  };
}

/** @param {MoneyBack} back */
export const agreesBack = (back) =>
  back.refunded === back.booked &&
  back.booked === back.creditNotes &&
  back.refundedMinor === back.bookedMinor &&
  back.bookedMinor === back.creditedMinor &&
  back.refundsLost + back.refundsDouble === 0;

/**
 * What the provider gave back of these payments, by the refund that asked for it.
 *
 * @param {string} stripeUrl
 * @param {ReadonlySet<string>} intents
 * @returns {Promise<Map<string, number[]>>}
 */
async function refundsAtProvider(stripeUrl, intents) {
  const { hostname, port } = new URL(stripeUrl);
  const stripe = new Stripe('sk_test_chaos', { host: hostname, port, protocol: 'http' });
  /** @type {Map<string, number[]>} */
  const paid = new Map();
  for await (const refund of stripe.refunds.list({ limit: 100 })) {
    if (refund.status !== 'succeeded' || !intents.has(`${refund.payment_intent}`)) continue;
    const id = refund.metadata?.['refundId'] ?? refund.id;
    paid.set(id, [...(paid.get(id) ?? []), refund.amount]);
  }
  return paid;
}

const INTENTS = `SELECT payment_intent_id AS intent FROM token_purchases
  WHERE organization_id = ANY ($1) AND payment_intent_id IS NOT NULL`;

const REFUNDS = `
  SELECT r.id, r.purchase_id AS purchase, r.status, r.amount_minor::float8 AS amount,
         (r.tokens + r.bonus_tokens)::float8 AS tokens, coalesce(e.taken, 0)::float8 AS taken,
         coalesce(c.notes, 0)::int AS notes, coalesce(c.credited, 0)::float8 AS credited
    FROM refunds r
    LEFT JOIN LATERAL (SELECT -sum(amount) AS taken FROM token_balance_history e
                        WHERE e.organization_id = r.organization_id
                          AND e.reference IN ('purser:refund:' || r.id,
                                              'purser:refund:' || r.id || ':back')) e ON true
    LEFT JOIN LATERAL (SELECT count(*) AS notes, sum(i.total_minor) AS credited
                         FROM credit_notes n JOIN invoices i USING (organization_id, id)
                        WHERE n.organization_id = r.organization_id
                          AND n.reference = 'refund:' || r.id) c ON true
   WHERE r.organization_id = ANY ($1)`;
