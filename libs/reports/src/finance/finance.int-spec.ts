import { costOfSlice } from '@purser/platform';
import fc from 'fast-check';
import { ReportedOrganization } from '../../testing/reported-organization.js';
import type { FinanceReportDto } from '../dto/finance.view.js';
import { FinanceReports } from './finance-report.service.js';

const SEED = Number(process.env['PURSER_TEST_SEED'] ?? Date.now() % 1_000_000);
/** Four of these and a correction are less than a purchase brings: nothing is refused. */
const MOST_TOKENS = 13_500;

let acme: ReportedOrganization;
let instants: Date[];

beforeAll(async () => {
  acme = await ReportedOrganization.open();
  const random = fc.sample(fc.integer({ min: 1, max: MOST_TOKENS }), { numRuns: 12, seed: SEED });
  process.stdout.write(`finance report: PURSER_TEST_SEED=${SEED}\n`);
  instants = [acme.t.clock.now()];
  for (const [index, tokens] of random.entries()) {
    if (index % 4 === 0) await acme.buys();
    await acme.spends(BigInt(tokens), `job-${index}`);
    if (index % 5 === 1) await acme.adjusts(-BigInt(1 + (tokens % 700)));
    acme.t.clock.advance({ days: 1 });
    instants.push(acme.t.clock.now());
  }
});
afterAll(() => acme.close());

const report = (from: Date, to: Date) =>
  acme.t.get(FinanceReports).report(acme.organizationId, { from, to });

/** What each kind of movement cost, entry by entry from the first, by the plainest way there is. */
async function counted(from: Date, to: Date) {
  const { rows } = await acme.t.superuser.query<{
    kind: string;
    at: Date;
    amount: string;
    lots: string[];
    lot_amounts: string[];
  }>('SELECT * FROM token_balance_history WHERE organization_id = $1 ORDER BY seq', [
    acme.organizationId,
  ]);
  const lots = await acme.t.superuser.query<{ id: string; granted: string; cost_minor: string }>(
    'SELECT id, granted, cost_minor FROM token_lots WHERE organization_id = $1',
    [acme.organizationId],
  );
  const facts = new Map(lots.rows.map((lot) => [lot.id, lot]));
  const gone = new Map<string, bigint>();
  const sums = { opening: 0n, added: 0n, recognized: 0n, adjusted: 0n, closing: 0n };
  for (const entry of rows) {
    if (entry.at >= to) break;
    const within = entry.at >= from;
    for (const [index, id] of entry.lots.entries()) {
      const lot = facts.get(id)!;
      const cost = BigInt(lot.cost_minor);
      const before = gone.get(id);
      const tokens = BigInt(entry.lot_amounts[index] ?? 0);
      if (before === undefined) {
        gone.set(id, 0n);
        sums[within ? 'added' : 'opening'] += cost;
        sums.closing += cost;
        continue;
      }
      const slice = costOfSlice(cost, BigInt(lot.granted), before, before + tokens);
      gone.set(id, before + tokens);
      sums.closing -= slice;
      if (!within) sums.opening -= slice;
      else if (entry.kind === 'debit') sums.recognized += slice;
      else sums.adjusted += slice;
    }
  }
  return sums;
}

const figures = ({ totals }: FinanceReportDto) => ({
  opening: BigInt(totals.opening.amount),
  added: BigInt(totals.added.amount),
  recognized: BigInt(totals.recognized.amount),
  adjusted: BigInt(totals.adjusted.amount),
  closing: BigInt(totals.closing.amount),
});

describe('the finance report', () => {
  it('says what counting every entry says, for any period', async () => {
    for (const [index, from] of instants.entries()) {
      for (const to of instants.slice(index + 1)) {
        expect(figures(await report(from, to))).toEqual(await counted(from, to));
      }
    }
  });

  it('begins each period where the one before ended', async () => {
    let before = 0;
    for (const [index, to] of instants.slice(1).entries()) {
      const { totals } = await report(instants[index]!, to);
      expect(totals.opening.amount).toBe(before);
      before = totals.closing.amount;
    }
  });

  it('explains every lot to the minor unit', async () => {
    const { lots, totals } = await report(instants[0]!, instants.at(-1)!);
    for (const lot of lots) {
      const { opening, added, recognized, breakage, refunded, disputed, adjusted, closing } = lot;
      const out = [recognized, breakage, refunded, disputed, adjusted];
      const left = out.reduce((sum, { amount }) => sum - amount, opening.amount + added.amount);
      expect(closing.amount).toBe(left);
      expect(closing.amount).toBeGreaterThanOrEqual(0);
      expect(lot.purchaseReferenceId).not.toBeNull();
    }
    expect(lots.reduce((sum, { closing }) => sum + closing.amount, 0)).toBe(totals.closing.amount);
  });

  it('is given as a journal whose debits are its credits', async () => {
    // The end is midnight in New York: what moved belongs to the year before.
    const query = `from=${instants[0]!.toISOString()}&to=2035-01-01T05:00:00Z`;
    const path = `/tokens/reports/finance?${query}`;
    const answer = await acme.get(path, await acme.key(), 'text/csv');
    expect(answer.headers['content-type']).toContain('text/csv');
    const [heading, ...lines] = answer.body.trim().split('\n');
    expect(heading).toBe(
      'date,account,debit,credit,currency,lotId,purchaseReferenceId,invoiceId,memo',
    );
    const cents = (text = '') => Math.round(Number(text) * 100);
    const debits = lines.reduce((sum, line) => sum + cents(line.split(',')[2]), 0);
    const credits = lines.reduce((sum, line) => sum + cents(line.split(',')[3]), 0);
    expect(debits).toBe(credits);
    expect(debits).toBeGreaterThan(0);
    const days = new Set(lines.map((line) => line.split(',')[0]));
    expect([...days]).toEqual(['2034-12-31']);
  });

  it('is refused for a period that runs backwards, and to strangers', async () => {
    const key = await acme.key();
    const backwards = '/tokens/reports/finance?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z';
    expect((await acme.get(backwards, key)).statusCode).toBe(400);
    const consumer = await acme.key(['tokens.consume']);
    expect((await acme.get('/tokens/reports/finance', consumer)).statusCode).toBe(403);
  });
});
