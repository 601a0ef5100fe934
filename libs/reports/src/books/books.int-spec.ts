import type { UnitOfWork } from '@purser/platform';
import { WalletBooks } from '@purser/wallet';
import type pg from 'pg';
import { ReportedOrganization } from '../../testing/reported-organization.js';
import type { BooksView } from '../dto/books.dto.js';
import { Books } from './books.service.js';
import { DIFFERENCE_CHECKS, SUM_CHECKS } from './checks.js';

let acme: ReportedOrganization;

beforeAll(async () => {
  acme = await ReportedOrganization.open();
  await acme.buys();
  await acme.buys();
  await acme.refunds(await acme.buys());
  await acme.spends(7_000n, 'job-1');
  await acme.spends(51_234n, 'job-2');
  await acme.holds(1_000n, 'job-3');
  await acme.adjusts(250n);
  await acme.adjusts(-100n);
});
afterAll(() => acme.close());

const check = () => acme.t.get(Books).check(acme.organizationId);

describe('the books', () => {
  it('agree after buying, spending, holding and adjusting', async () => {
    const { balanced, checks } = await check();
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(balanced).toBe(true);
    expect(checks.map(({ name }) => name)).toEqual([
      ...SUM_CHECKS.map(({ name }) => name),
      ...DIFFERENCE_CHECKS.map(({ name }) => name),
      'wallet-keeps-its-rules',
    ]);
    expect(checks[0]?.detail).toBe('sum of ledger entries: 51916, balance: 51916');
  });

  it('are empty and agree before anything happened', async () => {
    const { balanced } = await acme.t.get(Books).check(EMPTY);
    expect(balanced).toBe(true);
  });

  it('are given over HTTP to who may view', async () => {
    const answer = await acme.get('/tokens/reports/books', await acme.key());
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ organizationId: acme.organizationId, balanced: true });
  });
});

const EMPTY = '01900000-0000-7000-8000-00000000000e';

/** Each falsification, made with triggers off, and the checks that must name it. */
const FALSIFIED: readonly { what: string; sql: string; found: string[] }[] = [
  {
    what: 'a balance that was edited',
    sql: 'UPDATE organization_token_wallets SET balance = balance + 1 WHERE organization_id = $1',
    found: ['entries-equal-balance', 'lots-equal-balance', 'last-entry-equals-balance'],
  },
  {
    what: 'a ledger entry that was deleted',
    sql: 'DELETE FROM token_balance_history WHERE organization_id = $1 AND seq = 2',
    found: ['entries-equal-balance', 'entries-follow-each-other'],
  },
  {
    what: 'a debit that was made smaller',
    sql: `UPDATE token_balance_history SET amount = amount + 1, balance_after = balance_after + 1
          WHERE organization_id = $1 AND reference = 'job-2'`,
    found: ['entries-equal-balance', 'entries-follow-each-other', 'allocations-equal-entries'],
  },
  {
    what: 'a hold that vanished',
    sql: 'DELETE FROM token_holds WHERE organization_id = $1',
    found: ['holds-equal-held-lots'],
  },
  {
    what: 'a lot that grew after it was sold',
    sql: `UPDATE token_lots SET granted = granted + 1, remaining = remaining + 1
          WHERE organization_id = $1 AND source = 'purchase' AND remaining > 0`,
    found: ['lots-equal-balance', 'captured-equals-allocated'],
  },
  {
    what: 'a lot whose purchase was never paid',
    sql: `UPDATE token_purchases SET status = 'initialized', completed_at = NULL
          WHERE organization_id = $1`,
    found: ['allocated-equals-captured', 'invoiced-equals-captured'],
  },
  {
    what: 'an invoice over another amount',
    sql: `UPDATE invoices SET subtotal_minor = subtotal_minor + 1, total_minor = total_minor + 1
          WHERE organization_id = $1 AND series_number = 1`,
    found: ['captured-equals-invoiced'],
  },
  {
    what: 'a refund of more than was credited',
    sql: 'UPDATE refunds SET amount_minor = amount_minor + 1 WHERE organization_id = $1',
    found: ['credited-equals-given-back'],
  },
  {
    what: 'a credit note that was taken out',
    sql: `DELETE FROM invoices WHERE organization_id = $1 AND kind = 'credit_note'`,
    found: ['credited-equals-given-back', 'invoice-numbers-have-no-gap'],
  },
  {
    what: 'a refund that took fewer tokens than it says',
    sql: 'UPDATE refunds SET tokens = tokens + 1 WHERE organization_id = $1',
    found: ['taken-equals-given-back'],
  },
  {
    what: 'tokens taken for a refund that there is not',
    sql: 'DELETE FROM refunds WHERE organization_id = $1',
    found: ['taken-equals-given-back', 'credited-equals-given-back'],
  },
  {
    what: 'an invoice that was taken out',
    sql: 'DELETE FROM invoices WHERE organization_id = $1 AND series_number = 1',
    found: ['captured-equals-invoiced', 'invoice-numbers-have-no-gap'],
  },
];

describe('falsified books', () => {
  /** The check on what the superuser's open transaction sees. */
  function checkIn(client: pg.PoolClient): Promise<BooksView> {
    const tx = {
      organizationId: acme.organizationId,
      query: async (sql: string, parameters: unknown[]) =>
        (await client.query<Record<string, unknown>>(sql, parameters)).rows,
    };
    const unitOfWork = { read: (_: string, work: (of: unknown) => unknown) => work(tx) };
    const { clock } = acme.t;
    return new Books(unitOfWork as UnitOfWork, clock, acme.t.get(WalletBooks)).check(EMPTY);
  }

  it.each(FALSIFIED)('show $what', async ({ sql, found }) => {
    const client = await acme.t.superuser.connect();
    try {
      await client.query('BEGIN');
      await client.query('SET LOCAL session_replication_role = replica');
      const falsified = await client.query(sql, [acme.organizationId]);
      expect(falsified.rowCount).toBeGreaterThan(0);
      const { balanced, checks } = await checkIn(client);
      expect(balanced).toBe(false);
      const broken = checks.filter(({ ok }) => !ok).map(({ name }) => name);
      expect(broken).toEqual(expect.arrayContaining(found));
    } finally {
      await client.query('ROLLBACK');
      client.release(true);
    }
  });
});
