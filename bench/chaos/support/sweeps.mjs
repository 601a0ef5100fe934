import { rootOf } from '../../support/fleet.mjs';

/** Longer than the lease of an attempt whose process died. */
const LEASE_MS = 3 * 60_000;
const MOST_ROUNDS = 20;
const JOBS = [
  'processProviderEvents',
  'pollProviderEvents',
  'settlePendingPurchases',
  'settlePendingRefunds',
];

/**
 * Lets leases run out and the sweeps look, until no payment and no refund is open.
 *
 * @param {import('../../support/fleet.mjs').Fleet} fleet
 * @returns {Promise<number>} how many rounds it took
 */
export async function finishPayments(fleet) {
  const root = rootOf(fleet);
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    for (const job of JOBS) await root.runEverywhere(job);
    if ((await openPayments(fleet)) === 0) return round;
    await root.sleepUntil(new Date((await clockOf(fleet)) + LEASE_MS));
  }
  throw new Error(`${await openPayments(fleet)} payments and refunds stay open`);
}

/** @param {import('../../support/fleet.mjs').Fleet} fleet @returns {Promise<number>} */
async function openPayments({ superuser }) {
  const { rows } = await superuser.query(
    `SELECT (SELECT count(*) FROM token_purchases
              WHERE status IN ('payment_pending', 'requires_action'))::int
          + (SELECT count(*) FROM refunds WHERE status = 'pending')::int AS open`,
  );
  return rows[0].open;
}

/** @param {import('../../support/fleet.mjs').Fleet} fleet */
async function clockOf({ superuser }) {
  const { rows } = await superuser.query('SELECT offset_ms FROM sandbox_clock');
  return Date.now() + Number(rows[0]?.offset_ms ?? 0);
}
