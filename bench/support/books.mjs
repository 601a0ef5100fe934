/**
 * How many of the wallets break `sum(entries) + what they started with = balance = sum(lots)`, or
 * have a gap in the sequence of their entries.
 *
 * @param {import('./server.mjs').Bench} bench
 * @param {readonly string[]} organizations
 */
export async function booksFaults(bench, organizations) {
  const { rows } = await bench.superuser.query(
    `SELECT count(*)::integer AS faults
       FROM organization_token_wallets w
       JOIN token_lots l USING (organization_id)
       LEFT JOIN (SELECT organization_id, sum(amount) AS spent, count(*) AS entries
                    FROM token_balance_history GROUP BY organization_id) AS h
         USING (organization_id)
      WHERE organization_id = ANY ($1)
        AND (w.balance <> l.granted + coalesce(h.spent, 0)
             OR w.balance <> l.remaining + w.open_remaining
             OR w.seq <> coalesce(h.entries, 0))`,
    [organizations],
  );
  return rows[0].faults;
}
