import type { ComplianceReportView } from '@purser/contracts';
import { ReportedOrganization } from '../../testing/reported-organization.js';

let acme: ReportedOrganization;
let reader: string;

beforeAll(async () => {
  acme = await ReportedOrganization.open({ legalName: 'Acme Zürich AG', taxExempt: true });
  await acme.buys();
  acme.t.clock.advance({ days: 40 });
  reader = await acme.key();
  await acme.buys();
  await acme.buys();
  await acme.adjusts(250n);
  await acme.adjusts(-100n);
  const spender = await acme.key(['tokens.consume']);
  await acme.get(`/tokens/audit/${acme.organizationId}/report`, spender);
  acme.t.clock.advance({ minutes: 1 });
});
afterAll(() => acme.close());

const ask = (query = '', accept = 'application/json') =>
  acme.get(`/tokens/audit/${acme.organizationId}/report${query}`, reader, accept);

describe('the compliance report', () => {
  it('counts what happened in the last 30 days', async () => {
    const report = (await ask()).json<ComplianceReportView>();
    const now = acme.t.clock.now();
    expect(report).toMatchObject({
      organizationId: acme.organizationId,
      from: new Date(now.getTime() - 30 * 86_400_000).toISOString(),
      to: now.toISOString(),
      purchases: { count: 2, tokens: 110_000, total: { amount: 98_000, currency: 'USD' } },
      refunds: { count: 0, total: { amount: 0, currency: 'USD' } },
      adjustments: { count: 2, creditedTokens: 250, debitedTokens: 100 },
      permissionChanges: 2,
      autoTopUps: { count: 0, total: { amount: 0, currency: 'USD' } },
    });
    expect(report.failedAccess).toEqual([
      {
        principal: expect.stringContaining('api_key') as string,
        route: 'GET /tokens/audit/:organizationId/report',
        count: 1,
        lastAt: expect.any(String) as string,
      },
    ]);
    expect(report.chain).toMatchObject({ valid: true });
    expect(report.chain.entries).toBeGreaterThan(report.auditRecords);
  });

  it('counts any other period', async () => {
    const report = (await ask('?from=2026-06-01&to=2026-07-01')).json<ComplianceReportView>();
    expect(report.purchases).toEqual({
      count: 1,
      tokens: 55_000,
      total: { amount: 49_000, currency: 'USD' },
    });
    expect(report.adjustments.count).toBe(0);
    expect(report.permissionChanges).toBe(0);
  });

  it('is CSV on request', async () => {
    const answer = await ask('', 'text/csv');
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    const lines = answer.body.split('\n');
    expect(lines[0]).toBe('section,figure,value,unit');
    expect(lines).toContain('Purchases,Gross total,980.00,USD');
    expect(lines).toContain('Adjustments,Debited,100,tokens');
    expect(lines).toContain('Audit trail,Chain,intact,');
  });

  it('is a printable document on request, the same bytes for the same period', async () => {
    const query = '?from=2026-06-01&to=2026-07-01';
    const answer = await ask(query, 'application/pdf');
    expect(answer.headers['content-type']).toBe('application/pdf');
    expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    expect((await ask(query, 'application/pdf')).rawPayload.equals(answer.rawPayload)).toBe(true);
  });

  it('says where a chain is broken', async () => {
    const client = await acme.t.superuser.connect();
    try {
      await client.query('SET session_replication_role = replica');
      await client.query(
        `UPDATE token_audit_log SET reason = 'nothing' WHERE organization_id = $1 AND sequence = 2`,
        [acme.organizationId],
      );
    } finally {
      client.release(true);
    }
    const { chain } = (await ask()).json<ComplianceReportView>();
    expect(chain).toMatchObject({ valid: false, entries: 1, firstBroken: { sequence: 2 } });
    expect((await ask('', 'text/csv')).body).toContain('Audit trail,Chain,broken at record 2,');
  });

  it('refuses an empty period and a malformed instant', async () => {
    for (const query of ['?from=2026-07-01&to=2026-07-01', '?from=yesterday', '?format=xml']) {
      expect((await ask(query)).statusCode).toBe(400);
    }
  });

  it('is not there for others', async () => {
    const path = '/tokens/audit/01900000-0000-7000-8000-00000000000e/report';
    expect((await acme.get(path, reader)).statusCode).toBe(404);
  });
});
