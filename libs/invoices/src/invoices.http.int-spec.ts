import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { InvoiceView, PageView, Permission } from '@purser/contracts';
import { ApiKeys } from '@purser/identity';
import { newId, ProblemFilter, systemActor, validationPipe } from '@purser/platform';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { InvoicesModule, Invoicing, type IssuedInvoice } from './index.js';

let database: TestDatabase;
let t: RunningModule;
let app: NestFastifyApplication;
let organizationId: string;
let reader: string;
let invoice: IssuedInvoice;
let note: IssuedInvoice;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await testModule({ imports: [InvoicesModule], database });
  app = t.module.createNestApplication<NestFastifyApplication>(new FastifyAdapter());
  app.setGlobalPrefix('api');
  app.useGlobalPipes(validationPipe());
  app.useGlobalFilters(new ProblemFilter());
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  organizationId = await anOrganization(t, { legalName: '=cmd Ltd.', poNumber: 'PO-7' });
  reader = await aKey(organizationId, ['tokens.view']);
  const now = t.clock.now();
  const purchaseId = newId(now);
  const invoiceId = await t.get(Invoicing).reserveId(organizationId, now);
  const creditNoteId = await t.get(Invoicing).reserveId(organizationId, t.clock.advance(1));
  invoice = await t.unitOfWork.run(organizationId, (tx) =>
    t.get(Invoicing).issueInvoice(tx, {
      invoiceId,
      purchaseId,
      purchaseReferenceId: 'PUR-1',
      issuedAt: now,
      seller: { name: 'Purser Inc.', addressLines: [], country: 'US', taxId: null },
      lines: [{ description: 'Small', quantity: 1, unitAmountMinor: 4_900n, amountMinor: 4_900n }],
      currency: 'USD',
      subtotalMinor: 4_900n,
      taxMinor: 435n,
      totalMinor: 5_335n,
      taxTreatment: 'standard',
      taxRatePercent: '8.875',
      taxNote: null,
    }),
  );
  note = await t.unitOfWork.run(organizationId, (tx) =>
    t.get(Invoicing).issueCreditNote(tx, {
      creditNoteId,
      purchaseId,
      reference: 'refund:1',
      reason: 'Unused',
      description: 'Refund',
      totalMinor: 5_335n,
      issuedAt: t.clock.now(),
    }),
  );
});

afterAll(async () => {
  await app.close();
  await database.drop();
});

async function aKey(organization: string, scopes: readonly Permission[]): Promise<string> {
  const key = { name: 'test', scopes, expiresAt: null };
  return (await t.get(ApiKeys).create(organization, key, systemActor('test'))).secret;
}

const get = (path: string, token: string | null, accept = 'application/json') =>
  app.inject({
    method: 'GET',
    url: `/api/tokens/invoices${path}`,
    headers: { accept, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
  });

describe('GET /tokens/invoices', () => {
  it('lists invoices and credit notes, newest first, by kind', async () => {
    const all = (await get('', reader)).json<PageView<InvoiceView>>();
    expect(all.data.map((it) => it.id)).toEqual([note.id, invoice.id]);
    expect(all.data.map((it) => it.status)).toEqual(['credited', 'credited']);
    const notes = (await get('?kind=credit_note', reader)).json<PageView<InvoiceView>>();
    expect(notes.data.map((it) => it.number)).toEqual(['CN-2026-000001']);
  });

  it('answers CSV in which no cell is a formula', async () => {
    const csv = await get('', reader, 'text/csv');
    const [head, first, second] = csv.body.split('\n');
    expect(head).toMatch(/^number,kind,issuedAt,purchaseReferenceId,correctsNumber,buyer,/);
    expect(first).toMatch(/^CN-2026-000001,credit_note,.*,INV-2026-000001,'=cmd Ltd\.,/);
    expect(second).toContain('PO-7,Purser Inc.,USD,49.00,8.875,standard,4.35,53.35,credited');
  });

  it('refuses what is not allowed', async () => {
    const other = await anOrganization(t);
    const spender = await aKey(organizationId, ['tokens.consume']);
    const statuses = await Promise.all([
      get('', null),
      get(`?organizationId=${other}`, reader),
      get('', spender),
      get('?kind=receipt', reader),
      get('?cursor=nonsense', reader),
    ]);
    expect(statuses.map((it) => it.statusCode)).toEqual([401, 404, 403, 400, 400]);
  });
});

describe('GET /tokens/invoices/:id', () => {
  it('answers the document as JSON', async () => {
    const answer = await get(`/${invoice.id}`, reader);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(answer.json()).toMatchObject({
      id: invoice.id,
      number: 'INV-2026-000001',
      total: { amount: 5_335, currency: 'USD' },
    });
  });

  it('answers the printed document to who accepts PDF', async () => {
    const answer = await get(`/${note.id}`, reader, 'application/pdf, */*;q=0.1');
    expect(answer.headers['content-type']).toBe('application/pdf');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="CN-2026-000001.pdf"');
    expect(answer.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    expect(answer.rawPayload.toString('latin1').trimEnd().endsWith('%%EOF')).toBe(true);
  });

  it('answers the structured invoice to who accepts XML, not to a browser that accepts anything', async () => {
    const answer = await get(`/${note.id}`, reader, 'application/xml');
    expect(answer.headers['content-type']).toBe('application/xml');
    expect(answer.headers['content-disposition']).toBe('attachment; filename="CN-2026-000001.xml"');
    expect(answer.body).toContain('urn:cen.eu:en16931:2017');
    expect(answer.body).toContain('<ram:TypeCode>381</ram:TypeCode>');
    const browser = await get(`/${note.id}`, reader, 'text/html,application/xml;q=0.9,*/*;q=0.8');
    expect(browser.headers['content-type']).toContain('application/json');
  });

  it('answers 404 for what is malformed, absent or of another organization', async () => {
    const stranger = await aKey(await anOrganization(t), ['tokens.view']);
    const statuses = await Promise.all([
      get('/nonsense', reader),
      get(`/${newId(t.clock.now())}`, reader),
      get(`/${invoice.id}`, stranger),
      get(`/${invoice.id}`, stranger, 'application/pdf'),
      get(`/${invoice.id}`, null),
    ]);
    expect(statuses.map((it) => it.statusCode)).toEqual([404, 404, 404, 404, 401]);
  });
});
