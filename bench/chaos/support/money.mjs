import Stripe from 'stripe';

/**
 * What the provider took, what wallets got for it, and what was invoiced; counts of purchases, and
 * minor units.
 *
 * @typedef {object} Money
 * @property {number} captured
 * @property {number} allocated
 * @property {number} invoiced
 * @property {number} capturedMinor
 * @property {number} settledMinor
 * @property {number} invoicedMinor
 * @property {number} lost payments that gave no tokens or no invoice
 * @property {number} double payments, credits or invoices beyond one for a purchase
 * @property {number} numberGaps numbers that are missing in a series of invoices
 * @property {number} open purchases that wait for the provider
 * @property {ReadonlySet<string>} completedIds
 */

/**
 * Compares the provider's own list with the ledger and the invoices of these organizations.
 *
 * @param {import('../../support/fleet.mjs').Fleet} fleet
 * @param {readonly import('./tenants.mjs').Tenant[]} tenants
 * @returns {Promise<Money>}
 */
export async function compareMoney(fleet, tenants) {
  const ids = tenants.map(({ organizationId }) => organizationId);
  const { rows } = await fleet.superuser.query(PURCHASES, [ids]);
  const gaps = await fleet.superuser.query(NUMBER_GAPS, [ids]);
  const purchases = new Map(rows.map((row) => [row.id, row]));
  const payments = await paymentsOf(fleet.stripeUrl, new Set(ids));
  const paid = new Map();
  let lost = 0;
  let double = 0;
  let capturedMinor = 0;
  for (const { purchaseId, intentId, receivedMinor } of payments) {
    const purchase = purchases.get(purchaseId);
    if (paid.has(purchaseId)) double += 1;
    paid.set(purchaseId, intentId);
    capturedMinor += receivedMinor;
    const isWhole =
      purchase?.intent === intentId &&
      purchase.total === receivedMinor &&
      purchase.invoices > 0 &&
      purchase.credited >= purchase.bought;
    if (!isWhole) lost += 1;
  }
  const sum = (/** @type {string} */ column) => rows.reduce((all, row) => all + row[column], 0);
  const completed = rows.filter((row) => row.completed);
  for (const row of rows) {
    // Tokens without a payment are as wrong as tokens twice.
    const bought = paid.has(row.id) ? row.bought : 0;
    if (row.credited > bought) double += 1;
    if (row.invoices > (paid.has(row.id) ? 1 : 0)) double += 1;
  }
  return {
    captured: paid.size,
    allocated: rows.filter((row) => row.credited > 0).length,
    invoiced: rows.filter((row) => row.invoices > 0).length,
    capturedMinor,
    settledMinor: completed.reduce((all, row) => all + row.total, 0),
    invoicedMinor: sum('invoiced'),
    ...{ lost, double, numberGaps: gaps.rows[0].gaps },
    open: rows.filter((row) => row.open).length,
    completedIds: new Set(completed.map((row) => row.id)),
  };
}

/**
 * @param {string} stripeUrl
 * @param {ReadonlySet<string>} organizations
 */
async function paymentsOf(stripeUrl, organizations) {
  const { hostname, port } = new URL(stripeUrl);
  const stripe = new Stripe('sk_test_chaos', { host: hostname, port, protocol: 'http' });
  const payments = [];
  for await (const intent of stripe.paymentIntents.list({ limit: 100 })) {
    const { organizationId = '', purchaseId = '' } = intent.metadata;
    if (intent.status !== 'succeeded' || !organizations.has(organizationId)) continue;
    payments.push({ purchaseId, intentId: intent.id, receivedMinor: intent.amount_received });
  }
  return payments;
}

const PURCHASES = `
  SELECT p.id, p.payment_intent_id AS intent, p.total_minor::float8 AS total,
         (p.tokens + p.bonus_tokens)::float8 AS bought, p.completed_at IS NOT NULL AS completed,
         p.status IN ('payment_pending', 'requires_action') AS open,
         coalesce(e.credited, 0)::float8 AS credited, coalesce(i.invoices, 0)::int AS invoices,
         coalesce(i.invoiced, 0)::float8 AS invoiced
    FROM token_purchases p
    LEFT JOIN (SELECT organization_id, purchase_id, sum(amount) AS credited
                 FROM token_balance_history WHERE amount > 0 AND kind <> 'refund'
                GROUP BY 1, 2) e
      ON e.organization_id = p.organization_id AND e.purchase_id = p.id
    LEFT JOIN (SELECT organization_id, purchase_id, count(*) AS invoices,
                      sum(total_minor) AS invoiced
                 FROM invoices WHERE kind = 'invoice' GROUP BY 1, 2) i
      ON i.organization_id = p.organization_id AND i.purchase_id = p.id
   WHERE p.organization_id = ANY ($1)`;

const NUMBER_GAPS = `
  SELECT coalesce(sum(last - numbers), 0)::int AS gaps
    FROM (SELECT max(series_number) AS last, count(*) AS numbers FROM invoices
           WHERE organization_id = ANY ($1) GROUP BY organization_id, series) s`;
