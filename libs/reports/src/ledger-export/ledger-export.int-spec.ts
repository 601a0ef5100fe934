import type { ExportedLedgerEntryView } from '@purser/contracts';
import { verifyLedgerExport } from '@purser/wallet';
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

async function lines(query = ''): Promise<string[]> {
  const answer = await acme.get(`/tokens/reports/ledger${query}`, reader, NDJSON);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe(`${NDJSON}; charset=utf-8`);
  return answer.body.split('\n').filter(Boolean);
}

const parsed = (line: string) => JSON.parse(line) as ExportedLedgerEntryView;
const entries = async (query = '') => (await lines(query)).map(parsed);

async function verdictOn(exported: readonly string[]) {
  async function* each() {
    yield* exported;
  }
  return verifyLedgerExport(each());
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
        'actorType,actorId,actorName,requestId,reason,purchaseId,meta,walletId,sequence,' +
        'atMicros,seal,previousSeal',
    );
    expect(lines[8]).toContain(",'=cmd(),");
  });

  it('proves itself without a server', async () => {
    const all = await lines();
    const lastSeal = parsed(all.at(-1) ?? '').seal;
    expect(lastSeal).toMatch(/^[0-9a-f]{64}$/);
    expect(await verdictOn(all)).toEqual({ first: 1, last: 8, lastSeal, firstBroken: null });
    expect(await verdictOn(['', ...all, ''])).toMatchObject({ last: 8, firstBroken: null });
  });

  it('proves an excerpt from the seal before it on', async () => {
    const from = new Date(bought.getTime() + 86_400_000).toISOString();
    const excerpt = await lines(`?from=${from}`);
    expect(await verdictOn(excerpt)).toMatchObject({ first: 3, last: 8, firstBroken: null });
    const before = parsed(excerpt[0] ?? '');
    expect(before.previousSeal).toBe(parsed((await lines())[1] ?? '').seal);
    const other = JSON.stringify({ ...before, previousSeal: before.seal });
    expect((await verdictOn([other, ...excerpt.slice(1)])).firstBroken).toMatchObject({
      sequence: 3,
    });
  });

  const edit = (at: number, change: Partial<ExportedLedgerEntryView>) => (all: string[]) =>
    all.with(at, JSON.stringify({ ...parsed(all[at] ?? ''), ...change }));
  it.each([
    ['an amount', edit(3, { amount: -1, balanceAfter: 54_998 }), 4],
    ['a reference', edit(4, { reference: 'other' }), 5],
    ['an allocation', edit(2, { allocations: [] }), 3],
    ['an actor', edit(5, { actor: { type: 'user', id: null, name: 'nobody' } }), 6],
    ['meta', edit(5, { meta: '{}' }), 6],
    ['an instant', edit(6, { at: '2020-01-01T00:00:00.000Z' }), 7],
    ['an exact instant', edit(6, { atMicros: 1 }), 7],
    ['a seal', edit(6, { seal: '00'.repeat(32) }), 7],
    ['the seal before', edit(6, { previousSeal: null }), 7],
    ['a fractional amount', edit(6, { amount: 1.5 }), 7],
    ['no seal at the end', edit(7, { seal: null }), 8],
    ['a line left out', (all: string[]) => all.toSpliced(4, 1), 5],
    ['lines swapped', (all: string[]) => all.toSpliced(3, 2, all[4] ?? '', all[3] ?? ''), 4],
    ['a cut line', (all: string[]) => all.with(2, '{"id":'), 3],
  ] as const)('names the first bad entry: %s', async (_what, tamper, sequence) => {
    const { firstBroken } = await verdictOn(tamper(await lines()));
    expect(firstBroken).toMatchObject({ sequence });
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
