import { newId } from '@purser/platform';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { InvoiceArchive, InvoicesModule, Invoicing, type IssuedInvoice } from '../index.js';
import { InvoicesCron } from '../invoices.cron.js';

const SELLER = { name: 'Purser GmbH', addressLines: [], country: 'DE', taxId: null };
const OTHER = { ...SELLER, name: 'Purser Inc.', country: 'US' };

describe('one series for each seller', () => {
  let database: TestDatabase;
  let t: RunningModule;
  let organizations: string[];

  beforeAll(async () => {
    database = await createTestDatabase({ INVOICE_SERIES: 'seller' });
    t = await testModule({ imports: [InvoicesModule], database });
  });
  afterAll(async () => {
    await t.close();
    await database.drop();
  });
  beforeEach(async () => {
    t.clock.advance({ years: 1 });
    organizations = await Promise.all(Array.from({ length: 4 }, () => anOrganization(t)));
  });

  const issue = async (
    organizationId: string,
    seller = SELLER,
    purchaseId = newId(t.clock.now()),
  ): Promise<IssuedInvoice & { purchaseId: string }> => {
    const now = t.clock.now();
    const invoiceId = await t.get(Invoicing).reserveId(organizationId, now);
    const line = { description: 'Starter', quantity: 1, unitAmountMinor: 4_900n };
    const issued = await t.unitOfWork.run(organizationId, (tx) =>
      t.get(Invoicing).issueInvoice(tx, {
        ...{ invoiceId, purchaseId, purchaseReferenceId: purchaseId, issuedAt: now, seller },
        ...{ lines: [{ ...line, amountMinor: 4_900n }], currency: 'USD' },
        ...{ subtotalMinor: 4_900n, taxMinor: 0n, totalMinor: 4_900n },
        ...{ taxTreatment: 'exempt' as const, taxRatePercent: '0.000', taxNote: null },
      }),
    );
    return { ...issued, purchaseId };
  };
  const numberAll = () => t.get(InvoicesCron).numberInvoices();
  const given = async (): Promise<{ number: string; organizationId: string }[]> => {
    const { rows } = await t.superuser.query<{ number: string; organizationId: string }>(
      `SELECT number, organization_id AS "organizationId" FROM seller_numbers
        WHERE organization_id = ANY ($1) ORDER BY number`,
      [organizations],
    );
    return rows;
  };
  const printed = (series: string, count: number): string[] => {
    const year = t.clock.now().getUTCFullYear();
    return Array.from(
      { length: count },
      (_, n) => `${series}-${year}-${String(n + 1).padStart(6, '0')}`,
    );
  };

  it('has no gap and no number twice, whoever settles and numbers at the same time', async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, n) => {
        await issue(organizations[n % organizations.length] ?? '');
        if (n % 10 === 0) await numberAll();
      }),
    );
    await Promise.all([numberAll(), numberAll(), numberAll()]);
    const numbers = await given();
    expect(numbers.map(({ number }) => number)).toEqual(printed('DE-INV', 40));
    expect(new Set(numbers.map(({ organizationId }) => organizationId)).size).toBe(4);
    expect((await numberAll()).items).toBe(0);
  });

  it('gives a number back that a crash took', async () => {
    const [organizationId = ''] = organizations;
    await issue(organizationId);
    await t.superuser.query(
      `ALTER TABLE seller_numbers ADD CONSTRAINT crash CHECK (organization_id <> '${organizationId}')`,
    );
    expect((await numberAll()).errors).toBe(1);
    await t.superuser.query('ALTER TABLE seller_numbers DROP CONSTRAINT crash');
    await issue(organizations[1] ?? '');
    expect(await numberAll()).toMatchObject({ items: 2, errors: 0 });
    expect((await given()).map(({ number }) => number)).toEqual(printed('DE-INV', 2));
  });

  it('counts for each seller and kind', async () => {
    const [first = '', second = ''] = organizations;
    await issue(first);
    await issue(second, OTHER);
    t.clock.advance({ minutes: 1 });
    const { purchaseId } = await issue(second, OTHER);
    const now = t.clock.now();
    const creditNoteId = await t.get(Invoicing).reserveId(second, now);
    await t.unitOfWork.run(second, (tx) =>
      t.get(Invoicing).issueCreditNote(tx, {
        ...{ creditNoteId, purchaseId, reference: `refund:${creditNoteId}`, issuedAt: now },
        ...{ reason: 'Sent back', description: 'Refund', totalMinor: 4_900n },
      }),
    );
    await numberAll();
    expect((await given()).map(({ number }) => number)).toEqual(
      [printed('DE-INV', 1), printed('US-CN', 1), printed('US-INV', 2)].flat(),
    );
    const { view } = await t.get(InvoiceArchive).get(second, creditNoteId);
    expect(view).toMatchObject({
      number: printed('US-CN', 1)[0],
      corrects: { number: printed('US-INV', 2)[1] },
    });
  });

  it('numbers a document before anybody reads it, beside its number in the organization', async () => {
    const [organizationId = ''] = organizations;
    const { id, number: reference } = await issue(organizationId);
    const [number] = printed('DE-INV', 1);
    const archive = t.get(InvoiceArchive);
    expect((await archive.get(organizationId, id)).view).toMatchObject({ number, reference });
    t.clock.advance({ minutes: 1 });
    await issue(organizationId);
    const { data } = await archive.list(organizationId, { limit: 10 });
    expect(data.map((one) => one.number)).toEqual(printed('DE-INV', 2).toReversed());
  });

  it('keeps the numbers that were given', async () => {
    const [organizationId = ''] = organizations;
    await issue(organizationId);
    await numberAll();
    for (const change of [
      'UPDATE seller_numbers SET number = number',
      'DELETE FROM seller_numbers',
    ]) {
      await expect(t.superuser.query(change)).rejects.toThrow('append-only');
    }
  });
});
