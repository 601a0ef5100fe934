/** @typedef {import('../../support/fleet.mjs').Fleet} Fleet */

/** Wallets whose seals are walked, at most. */
const SEALED = 10;

/**
 * Every wallet that breaks `sum(entries) = balance = sum(lot remaining)`, went below zero, holds what
 * no open hold explains, or has a gap in its entries.
 *
 * @param {Fleet} fleet
 * @returns {Promise<{ wallets: number, faults: string[] }>}
 */
export async function booksOf({ superuser }) {
  const { rows } = await superuser.query(BOOKS);
  const faults = rows
    .filter(({ fault }) => fault !== null)
    .map(({ id, fault }) => `${id}: ${fault}`);
  return { wallets: rows.length, faults };
}

const BOOKS = `
  WITH ledger AS (
    SELECT organization_id, sum(amount) AS total, count(*) AS entries, max(seq) AS last,
           min(least(balance_after, available_after)) AS lowest
      FROM token_balance_history GROUP BY organization_id),
  lots AS (
    SELECT organization_id, sum(remaining) AS remaining, sum(held) AS held, min(remaining) AS lowest
      FROM token_lots GROUP BY organization_id),
  holds AS (
    SELECT organization_id, sum(amount) AS held FROM token_holds
     WHERE status = 'open' GROUP BY organization_id)
  SELECT w.organization_id AS id,
         CASE
           WHEN w.balance <> coalesce(ledger.total, 0) THEN 'the entries sum up to ' || ledger.total
           WHEN w.balance <> coalesce(lots.remaining, 0) + w.open_remaining
             THEN 'its lots hold ' || lots.remaining + w.open_remaining
           WHEN w.held <> coalesce(holds.held, 0) OR w.held <> coalesce(lots.held, 0)
             THEN 'it holds ' || w.held
           WHEN w.seq <> coalesce(ledger.entries, 0) OR w.seq <> coalesce(ledger.last, 0)
             THEN 'its entries have gaps'
           WHEN least(w.balance, w.open_remaining, lots.lowest, ledger.lowest) < 0
             THEN 'it went below zero'
         END AS fault
    FROM organization_token_wallets w
    LEFT JOIN ledger USING (organization_id)
    LEFT JOIN lots USING (organization_id)
    LEFT JOIN holds USING (organization_id)`;

/**
 * Organizations whose ledger is not what its seals say, of the first few.
 *
 * @param {Fleet} fleet
 * @param {import('./http.mjs').HttpClient} http
 * @param {readonly import('./tenants.mjs').Tenant[]} tenants
 */
export async function brokenSeals({ instances }, http, tenants) {
  const broken = [];
  for (const { organizationId, apiKey } of tenants.slice(0, SEALED)) {
    const path = `/api/tokens/wallet/${organizationId}/verify`;
    const answer = await http.get(`${instances[0]?.address}${path}`, apiKey);
    if (answer?.status !== 200 || !JSON.parse(answer.text).valid) broken.push(`${answer?.text}`);
  }
  return broken;
}

/**
 * What `booksOf` and `brokenSeals` find, as figures that must be zero.
 *
 * @param {Fleet} fleet
 * @param {import('./http.mjs').HttpClient} http
 * @param {readonly import('./tenants.mjs').Tenant[]} tenants
 */
export async function proof(fleet, http, tenants) {
  const { wallets, faults } = await booksOf(fleet);
  const seals = await brokenSeals(fleet, http, tenants);
  for (const fault of [...faults, ...seals].slice(0, 5)) console.error(fault);
  return { wallets, unbalanced: faults.length, brokenSeals: seals.length };
}
