import { newId } from '@purser/platform';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import {
  CreditExceedsInvoice,
  InvoiceArchive,
  InvoicesModule,
  Invoicing,
  type CreditNoteOrder,
  type InvoiceOrder,
  type IssuedInvoice,
} from './index.js';

const SELLER = {
  name: 'Purser Software GmbH',
  addressLines: ['Straße des 17. Juni 135', '10623 Berlin'],
  country: 'DE',
  taxId: 'DE123456789',
};

let database: TestDatabase;
let t: RunningModule;
let organizationId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await testModule({ imports: [InvoicesModule], database });
});

afterAll(async () => {
  await t.close();
  await database.drop();
});

beforeEach(async () => {
  organizationId = await anOrganization(t, { timeZone: 'America/New_York' });
});

async function anOrder(fields: Partial<InvoiceOrder> = {}): Promise<InvoiceOrder> {
  const now = t.clock.now();
  return {
    invoiceId: await t.get(Invoicing).reserveId(organizationId, now),
    purchaseId: newId(now),
    purchaseReferenceId: 'PUR-1',
    issuedAt: now,
    seller: SELLER,
    lines: [{ description: 'Starter', quantity: 2, unitAmountMinor: 4_900n, amountMinor: 9_800n }],
    currency: 'USD',
    subtotalMinor: 9_800n,
    taxMinor: 870n,
    totalMinor: 10_670n,
    taxTreatment: 'standard',
    taxRatePercent: '8.875',
    taxNote: null,
    payment: { brand: 'visa', last4: '4242' },
    ...fields,
  };
}

const issue = (order: InvoiceOrder): Promise<IssuedInvoice> =>
  t.unitOfWork.run(organizationId, (tx) => t.get(Invoicing).issueInvoice(tx, order));

async function credit(
  fields: Pick<CreditNoteOrder, 'purchaseId' | 'totalMinor'> & Partial<CreditNoteOrder>,
): Promise<IssuedInvoice> {
  const now = t.clock.now();
  const creditNoteId = await t.get(Invoicing).reserveId(organizationId, now);
  return t.unitOfWork.run(organizationId, (tx) =>
    t.get(Invoicing).issueCreditNote(tx, {
      creditNoteId,
      reference: `refund:${creditNoteId}`,
      reason: 'Unused tokens',
      description: 'Refund of 1,000 tokens',
      issuedAt: now,
      ...fields,
    }),
  );
}

const archived = async (id: string) => (await t.get(InvoiceArchive).get(organizationId, id)).view;

async function numbersIn(series: string): Promise<number[]> {
  const { rows } = await t.superuser.query<{ series_number: number }>(
    `SELECT series_number FROM invoices WHERE organization_id = $1 AND series = $2
     ORDER BY series_number`,
    [organizationId, series],
  );
  return rows.map((row) => row.series_number);
}

describe('invoice numbers', () => {
  it('have no gap, however many are issued at once and fail in between', async () => {
    const orders = await Promise.all(Array.from({ length: 50 }, () => anOrder()));
    const outcomes = await Promise.allSettled(
      orders.map((order, index) =>
        t.unitOfWork.run(organizationId, async (tx) => {
          await t.get(Invoicing).issueInvoice(tx, order);
          if (index % 3 === 0) throw new Error('the settlement fails');
        }),
      ),
    );
    const issued = outcomes.filter((outcome) => outcome.status === 'fulfilled').length;
    expect(issued).toBe(33);
    expect(await numbersIn('INV-2026')).toEqual(Array.from({ length: 33 }, (_, i) => i + 1));
    expect((await issue(await anOrder())).number).toBe('INV-2026-000034');
  });

  it('count per organization and per year in the organization zone', async () => {
    const first = await issue(await anOrder({ issuedAt: new Date('2027-01-01T04:59:59Z') }));
    const second = await issue(await anOrder({ issuedAt: new Date('2027-01-01T05:00:00Z') }));
    const third = await issue(await anOrder({ issuedAt: new Date('2026-12-31T23:00:00Z') }));
    expect([first, second, third].map((it) => it.number)).toEqual([
      'INV-2026-000001',
      'INV-2027-000001',
      'INV-2026-000002',
    ]);
    organizationId = await anOrganization(t);
    expect((await issue(await anOrder())).number).toBe('INV-2026-000001');
  });

  it('are given once per purchase, however many settle it at once', async () => {
    const purchaseId = newId(t.clock.now());
    const orders = await Promise.all(Array.from({ length: 20 }, () => anOrder({ purchaseId })));
    const outcomes = await Promise.allSettled(orders.map(issue));
    const numbers = outcomes.flatMap((it) => (it.status === 'fulfilled' ? [it.value.number] : []));
    expect(new Set(numbers)).toEqual(new Set(['INV-2026-000001']));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') {
        expect(String(outcome.reason)).toContain('invoices_once_per_purchase');
      }
    }
    expect(await issue(await anOrder({ purchaseId }))).toEqual(
      await t.unitOfWork.read(organizationId, (tx) => t.get(Invoicing).byPurchase(tx, purchaseId)),
    );
    expect((await issue(await anOrder())).number).toBe('INV-2026-000002');
  });
});

describe('an invoice', () => {
  it('states seller, buyer, lines, tax and card as they were when it was issued', async () => {
    const order = await anOrder();
    const { id, number } = await issue(order);
    await t.superuser.query(
      "UPDATE organizations SET legal_name = 'Renamed', po_number = 'PO-9' WHERE id = $1",
      [organizationId],
    );
    expect(await archived(id)).toMatchObject({
      id,
      number,
      organizationId,
      kind: 'invoice',
      purchaseReferenceId: 'PUR-1',
      issuedAt: t.clock.now().toISOString(),
      seller: SELLER,
      buyer: { addressLines: ['1 Test Street', 'New York'], country: 'US', poNumber: null },
      lines: [
        {
          description: 'Starter',
          quantity: 2,
          unitAmount: { amount: 4_900, currency: 'USD' },
          amount: { amount: 9_800, currency: 'USD' },
        },
      ],
      subtotal: { amount: 9_800, currency: 'USD' },
      tax: { amount: 870, currency: 'USD' },
      total: { amount: 10_670, currency: 'USD' },
      taxTreatment: 'standard',
      taxRatePercent: 8.875,
      paidWith: { brand: 'visa', last4: '4242' },
      status: 'paid',
    });
    expect((await archived(id)).buyer.name).not.toBe('Renamed');
  });

  it.each([
    ['lines', { subtotalMinor: 9_799n, totalMinor: 10_669n }],
    ['total', { totalMinor: 10_671n }],
    [
      'unit price',
      { lines: [{ description: 'x', quantity: 3, unitAmountMinor: 1n, amountMinor: 9_800n }] },
    ],
    ['nothing', { lines: [], subtotalMinor: 0n, totalMinor: 870n }],
  ])('is not issued when the %s does not add up', async (_, fields) => {
    await expect(issue(await anOrder(fields))).rejects.toThrow('does not add up');
    expect(await numbersIn('INV-2026')).toEqual([]);
  });

  it.each([
    'UPDATE invoices SET total_minor = total_minor',
    'DELETE FROM invoices',
    'UPDATE invoice_lines SET description = description',
    'DELETE FROM invoice_lines',
    'UPDATE credit_notes SET reason = reason',
    'DELETE FROM credit_notes',
  ])('cannot be changed by the application or by the superuser: %s', async (sql) => {
    const order = await anOrder();
    await issue(order);
    await credit({ purchaseId: order.purchaseId, totalMinor: 100n });
    const ofOrganization = `${sql} WHERE organization_id = '${organizationId}'`;
    await expect(
      t.unitOfWork.run(organizationId, (tx) => tx.query(ofOrganization)),
    ).rejects.toThrow('permission denied');
    await expect(t.superuser.query(ofOrganization)).rejects.toThrow('append-only');
  });

  it.each(['invoices', 'invoice_lines', 'credit_notes', 'invoice_series', 'organization_prices'])(
    'keeps %s from other organizations',
    async (table) => {
      const order = await anOrder();
      await issue(order);
      await credit({ purchaseId: order.purchaseId, totalMinor: 100n });
      const other = await anOrganization(t);
      const seen = (who: string) =>
        t.unitOfWork.read(who, async (tx) => {
          const rows: unknown = await tx.query(`SELECT 1 FROM ${table}`);
          return (rows as unknown[]).length;
        });
      expect(await seen(other)).toBe(0);
      if (table !== 'organization_prices') expect(await seen(organizationId)).toBeGreaterThan(0);
      await expect(t.get(InvoiceArchive).get(other, order.invoiceId)).rejects.toMatchObject({
        problem: 'not-found',
      });
    },
  );
});

describe('a credit note', () => {
  it('gives back tax in proportion, and all of it with the last one', async () => {
    const order = await anOrder();
    const { id, number } = await issue(order);
    const { purchaseId } = order;
    const parts = [3_333n, 3_333n, 4_004n];
    const notes = [];
    for (const totalMinor of parts) {
      notes.push(await archived((await credit({ purchaseId, totalMinor })).id));
    }
    expect(notes.map((note) => note.number)).toEqual([
      'CN-2026-000001',
      'CN-2026-000002',
      'CN-2026-000003',
    ]);
    expect(notes.map((note) => note.tax.amount)).toEqual([272, 272, 326]);
    expect(notes.map((note) => note.subtotal.amount)).toEqual([3_061, 3_061, 3_678]);
    expect(notes[0]).toMatchObject({
      kind: 'credit_note',
      seller: SELLER,
      status: 'credited',
      corrects: { invoiceId: id, number, reason: 'Unused tokens' },
    });
    expect((await archived(id)).status).toBe('credited');
  });

  it('leaves a partly credited invoice paid', async () => {
    const order = await anOrder();
    const { id } = await issue(order);
    await credit({ purchaseId: order.purchaseId, totalMinor: 10_669n });
    expect((await archived(id)).status).toBe('paid');
  });

  it('gives back no more than the invoice, however many race', async () => {
    const order = await anOrder();
    await issue(order);
    const { purchaseId } = order;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => credit({ purchaseId, totalMinor: 1_067n })),
    );
    const refused = outcomes.flatMap((it): unknown[] =>
      it.status === 'rejected' ? [it.reason] : [],
    );
    expect(refused).toHaveLength(10);
    expect(refused.every((reason) => reason instanceof CreditExceedsInvoice)).toBe(true);
    expect(await numbersIn('CN-2026')).toEqual(Array.from({ length: 10 }, (_, i) => i + 1));
  });

  it('is issued once per reference', async () => {
    const order = await anOrder();
    await issue(order);
    const { purchaseId } = order;
    const same = { purchaseId, totalMinor: 1_000n, reference: 'refund:1' };
    const outcomes = await Promise.all([credit(same), credit(same), credit(same)]);
    expect(new Set(outcomes.map((it) => it.number))).toEqual(new Set(['CN-2026-000001']));
    expect(await numbersIn('CN-2026')).toEqual([1]);
  });

  it('needs an invoice', async () => {
    await expect(
      credit({ purchaseId: newId(t.clock.now()), totalMinor: 1n }),
    ).rejects.toMatchObject({ problem: 'not-found' });
  });
});

describe('the list of invoices', () => {
  it('is newest first, in pages, by kind', async () => {
    const numbers: string[] = [];
    let order = await anOrder();
    for (let count = 0; count < 5; count += 1) {
      numbers.unshift((await issue(order)).number);
      t.clock.advance({ seconds: 1 });
      order = await anOrder();
    }
    await issue(order);
    const note = await credit({ purchaseId: order.purchaseId, totalMinor: 100n });
    const archive = t.get(InvoiceArchive);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<InvoiceArchive['list']>> = await archive.list(organizationId, {
        kind: 'invoice',
        limit: 2,
        ...(cursor === null ? {} : { cursor }),
      });
      seen.push(...page.data.map((invoice) => invoice.number));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(['INV-2026-000006', ...numbers]);
    const notes = await archive.list(organizationId, { kind: 'credit_note', limit: 50 });
    expect(notes.data.map((it) => it.id)).toEqual([note.id]);
    expect((await archive.list(organizationId, { limit: 50 })).data).toHaveLength(7);
  });

  it('refuses a cursor that is not one of ours', async () => {
    await expect(
      Promise.resolve().then(() =>
        t.get(InvoiceArchive).list(organizationId, { limit: 2, cursor: 'nonsense' }),
      ),
    ).rejects.toMatchObject({ problem: 'invalid-cursor' });
  });
});
