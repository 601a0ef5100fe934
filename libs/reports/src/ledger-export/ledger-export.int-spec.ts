import type { LedgerEntryView } from '@purser/contracts';
import { ReportedOrganization } from '../../testing/reported-organization.js';

const NDJSON = 'application/x-ndjson';

let acme: ReportedOrganization;
let reader: string;
let bought: Date;

beforeAll(async () => {
  acme = await ReportedOrganization.open();
  reader = await acme.key();
  bought = acme.t.clock.now();
  await acme.buys();
  acme.t.clock.advance({ days: 1 });
  for (let debit = 1; debit <= 5; debit += 1) await acme.spends(BigInt(debit), `job-${debit}`);
  acme.t.clock.advance({ days: 1 });
  await acme.spends(100n, '=cmd()');
});
afterAll(() => acme.close());

async function entries(query = ''): Promise<LedgerEntryView[]> {
  const answer = await acme.get(`/tokens/reports/ledger${query}`, reader, NDJSON);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe(`${NDJSON}; charset=utf-8`);
  const lines = answer.body.split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as LedgerEntryView);
}

describe('the exported ledger', () => {
  it('is every entry, oldest first, and adds up', async () => {
    const all = await entries();
    expect(all.map(({ amount }) => amount)).toEqual([50_000, 5_000, -1, -2, -3, -4, -5, -100]);
    for (const [index, entry] of all.entries()) {
      expect(entry.balanceBefore).toBe(all[index - 1]?.balanceAfter ?? 0);
      const parts = entry.allocations.reduce((sum, { amount }) => sum + amount, 0);
      expect(Math.abs(parts)).toBe(Math.abs(entry.amount));
    }
  });

  it('is cut to its period: from is inside, to is not', async () => {
    const day = 86_400_000;
    const [from, to] = [1, 2].map((days) => new Date(bought.getTime() + days * day).toISOString());
    const references = async (query: string) => (await entries(query)).map((one) => one.reference);
    expect(await references(`?from=${from}&to=${to}`)).toEqual(
      [1, 2, 3, 4, 5].map((debit) => `job-${debit}`),
    );
    expect(await references(`?from=${to}`)).toEqual(['=cmd()']);
    expect(await entries(`?to=${from}`)).toHaveLength(2);
  });

  it('is CSV on request, with formulas made harmless', async () => {
    const answer = await acme.get('/tokens/reports/ledger', reader, 'text/csv');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="ledger.csv"');
    const lines = answer.body.trimEnd().split('\n');
    expect(lines).toHaveLength(9);
    expect(lines[0]).toBe(
      'id,at,kind,amount,balanceBefore,balanceAfter,availableAfter,reference,allocations,' +
        'actorType,actorId,actorName,requestId,reason',
    );
    expect(lines[8]).toContain(",'=cmd(),");
  });

  it('refuses a period that runs backwards, and others', async () => {
    const backwards = '?from=2026-02-01&to=2026-01-01';
    const refused = await acme.get(`/tokens/reports/ledger${backwards}`, reader, NDJSON);
    expect(refused.statusCode).toBe(400);
    expect((await acme.get('/tokens/reports/ledger', 'nobody', NDJSON)).statusCode).toBe(401);
    const spender = await acme.key(['tokens.consume']);
    expect((await acme.get('/tokens/reports/ledger', spender, NDJSON)).statusCode).toBe(403);
  });
});
