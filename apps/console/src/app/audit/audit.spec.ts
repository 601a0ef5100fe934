import type { AuditRecordView } from '@purser/contracts';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, member, NOW, problem, staff } from '../../testing/views.js';
import { instantOfId } from '../shared/value/id-instant.js';
import routes from './audit.routes.js';
import platformRoutes from './platform-audit.routes.js';
import { actionWords, readAction, subjectWords } from './audit-words.js';
import { changeSummary, fieldChanges, fieldValue } from './changes.js';

const LIST = `/api/tokens/audit/${ACME}?`;
const VERIFY = `/api/tokens/audit/${ACME}/verify`;
const REPORT = `/api/tokens/audit/${ACME}/report?`;
const RECORD_ID = '019ed000-1234-7abc-8000-000000000001';

function record(more: Partial<AuditRecordView> = {}): AuditRecordView {
  return {
    id: RECORD_ID,
    organizationId: ACME,
    sequence: 4_812,
    action: 'auto_topup.changed',
    actor: { type: 'user', id: 'user-1', name: 'admin@acme.test' },
    subjectType: 'auto_topup_policy',
    subjectId: 'policy-1',
    before: { coolDownMinutes: 30, below: 100_000 },
    after: { coolDownMinutes: 60, below: 100_000 },
    reason: null,
    requestId: 'req_01JY2H7E5N',
    ip: '198.51.100.24',
    at: '2026-06-18T18:01:33.000Z',
    hash: 'aa'.repeat(32),
    previousHash: 'bb'.repeat(32),
    ...more,
  };
}

async function open(url = '/audit') {
  const console = await Console.open({
    user: member(['tokens.view']),
    routes: [{ path: 'audit', children: routes }],
  });
  const harness = await console.visit(url);
  return { console, element: harness.fixture.nativeElement as HTMLElement };
}

const chain = (element: Element) => textOf(element.querySelector('pr-chain-panel'));

describe('AuditPage of the platform', () => {
  it('asks for the chain of no organization, verifies it, and has no compliance report', async () => {
    const console = await Console.open({
      user: staff(),
      organization: null,
      routes: [{ path: 'platform/audit', children: platformRoutes }],
    });
    const harness = await console.visit('/platform/audit');
    const element = harness.fixture.nativeElement as HTMLElement;
    const changed = record({
      organizationId: '00000000-0000-8000-8000-000000000000',
      sequence: 3,
      action: 'tax-rate.set',
      subjectType: 'tax_rate',
      subjectId: 'DE 2026-01-01',
      before: { country: 'DE', percent: '19' },
      after: { country: 'DE', percent: '20' },
    });
    await console.answer('/api/platform/audit?', { data: [changed], nextCursor: null });
    await console.answer('/api/platform/audit/verify', {
      valid: true,
      entries: 3,
      anchoredUntil: NOW,
    });
    expect(textOf(element.querySelector('h1'))).toBe('Platform audit trail');
    expect(textOf(element.querySelector('tbody tr'))).toContain(
      'tax-rate.set Tax rate DE 2026-01-01 percent 19 → 20',
    );
    expect(chain(element)).toContain('Chain verified, 3 of 3 records');
    expect(element.textContent).not.toContain('Compliance report');
  });
});

describe('AuditPage', () => {
  it('lists who did what, with the change in one line', async () => {
    const { console, element } = await open();
    await console.answer(LIST, { data: [record()], nextCursor: null });
    await console.answer(VERIFY, { valid: true, entries: 4_812, anchoredUntil: NOW });
    expect(textOf(element.querySelector('tbody tr'))).toBe(
      'Jun 18, 14:01:33 auto_topup.changed Auto top-up policy coolDownMinutes 30 → 60 ' +
        'Person admin@acme.test 4,812',
    );
  });

  it('walks the chain by itself where that is quick, and says that it holds', async () => {
    const { console, element } = await open();
    await console.answer(LIST, { data: [record()], nextCursor: null });
    expect(chain(element)).toContain('Walking the chain');
    await console.answer(VERIFY, { valid: true, entries: 4_812, anchoredUntil: NOW });
    expect(chain(element)).toContain('Chain verified, 4,812 of 4,812 records');
    expect(chain(element)).toContain('signed anchor of Jun 18, 14:32 matches');
  });

  it('waits to be asked where the chain is long', async () => {
    const { console, element } = await open();
    await console.answer(LIST, { data: [record({ sequence: 2_000_000 })], nextCursor: null });
    console.http.expectNone(VERIFY);
    expect(chain(element)).toContain('Not checked on this visit');
    control(element, 'Verify').click();
    await console.answer(VERIFY, { valid: true, entries: 2_000_000, anchoredUntil: null });
    expect(chain(element)).toContain('the first signed anchor is made tonight');
  });

  it('names the first broken record and leads to it', async () => {
    const { console, element } = await open();
    await console.answer(LIST, { data: [record()], nextCursor: null });
    const detail = 'It is not what was recorded.';
    const firstBroken = { sequence: 17, id: RECORD_ID, detail };
    await console.answer(VERIFY, { valid: false, entries: 16, firstBroken, anchoredUntil: null });
    expect(chain(element)).toContain(
      'The chain is broken at record 17 It is not what was recorded.',
    );
    expect(chain(element)).toContain('Records 1 to 16 fit.');
    control(element, 'Show the record').click();
    await console.settle();
    expect(TestBed.inject(Router).url).toBe(`/audit?record=${RECORD_ID}`);
  });

  it('says why the chain could not be checked', async () => {
    const { console, element } = await open();
    await console.answer(LIST, { data: [record()], nextCursor: null });
    await console.answer(VERIFY, problem('overloaded', 503), 503);
    expect(chain(element)).toContain('Detail of overloaded. The chain was not checked.');
  });

  it('asks with the filters of the address, and clears them', async () => {
    const { console, element } = await open(
      '/audit?actor=admin@acme.test&action=wallet.*&from=2026-06-01&to=2026-06-18&cursor=c-2',
    );
    const { params } = console.http.expectOne((one) => one.urlWithParams.startsWith(LIST)).request;
    expect(Object.fromEntries(params.keys().map((name) => [name, params.get(name)]))).toEqual({
      actor: 'admin@acme.test',
      action: 'wallet.*',
      from: '2026-06-01T04:00:00.000Z',
      to: '2026-06-19T04:00:00.000Z',
      cursor: 'c-2',
      limit: '50',
    });
    control(element, 'Clear filters').click();
    await console.settle();
    expect(TestBed.inject(Router).url).toBe('/audit?cursor=c-2'.replace('?cursor=c-2', ''));
  });

  it('opens a record with its change field by field, and goes on by key', async () => {
    const { console, element } = await open(`/audit?record=${RECORD_ID}`);
    const older = '019ed000-1233-7abc-8000-000000000002';
    // Looked for by its id until the list has it.
    await console.answer(LIST, {
      data: [record(), record({ id: older, sequence: 4_811, before: null })],
      nextCursor: null,
    });
    await console.answer(VERIFY, { valid: true, entries: 4_812, anchoredUntil: null });
    const drawer = () => textOf(element.querySelector('.sheet'));
    expect(drawer()).toContain('Record 4,812');
    expect(drawer()).toContain('Before: coolDownMinutes 30 + After: coolDownMinutes 60');
    expect(drawer()).toContain('Unchanged: below 100,000');
    expect(drawer()).toContain('Address 198.51.100.24');
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'j' }));
    await console.settle();
    expect(TestBed.inject(Router).url).toBe(`/audit?record=${older}`);
    expect(drawer()).toContain('Record 4,811');
  });

  it('finds a record that is not on the page by the instant in its id', async () => {
    const { console, element } = await open(`/audit?record=${RECORD_ID}`);
    const asked = console.http.match((one) => one.params.get('limit') === '200');
    expect(asked).toHaveLength(1);
    const atMs = instantOfId(RECORD_ID) ?? 0;
    expect(asked[0]?.request.params.get('from')).toBe(new Date(atMs).toISOString());
    expect(asked[0]?.request.params.get('to')).toBe(new Date(atMs + 1).toISOString());
    asked[0]?.flush({ data: [], nextCursor: null });
    await console.answer(LIST, { data: [], nextCursor: null });
    expect(textOf(element.querySelector('.sheet'))).toContain('There is no such record');
  });

  it('says that nothing is recorded, that nothing matches, and what did not load', async () => {
    const empty = await open();
    await empty.console.answer(LIST, { data: [], nextCursor: null });
    await empty.console.answer(VERIFY, { valid: true, entries: 0, anchoredUntil: null });
    expect(textOf(empty.element)).toContain('The first record begins the chain.');
    expect(textOf(empty.element)).toContain('Spending is in the ledger.');
    TestBed.resetTestingModule();
    const filtered = await open('/audit?action=lot.*');
    await filtered.console.answer(LIST, { data: [], nextCursor: null });
    expect(textOf(filtered.element)).toContain('No records match');
    TestBed.resetTestingModule();
    const failed = await open();
    await failed.console.answer(LIST, problem('overloaded', 503), 503);
    expect(textOf(failed.element)).toContain('The audit trail did not load.');
  });
});

describe('ComplianceReportPage', () => {
  const report = {
    organizationId: ACME,
    from: '2026-05-01T04:00:00.000Z',
    to: '2026-06-01T04:00:00.000Z',
    purchases: { count: 4, tokens: 1_050_000, total: { amount: 97_964, currency: 'USD' } },
    refunds: { count: 1, total: { amount: 2_600, currency: 'USD' } },
    adjustments: { count: 2, creditedTokens: 320_000, debitedTokens: 1_200 },
    permissionChanges: 3,
    autoTopUps: { count: 1, total: { amount: 24_497, currency: 'USD' } },
    failedAccess: [
      { principal: 'anonymous', route: 'POST /api/tokens/purchase', count: 2, lastAt: NOW },
    ],
    auditRecords: 118,
    chain: { valid: true, entries: 4_812, anchoredUntil: null },
  };

  it('shows the period in figures, with who was refused and whether the chain holds', async () => {
    const { console, element } = await open('/audit/report?from=2026-05-01&to=2026-05-31');
    await console.answer(REPORT, report);
    const text = textOf(element);
    expect(text).toContain('May 1 to May 31');
    expect(text).toContain('Purchases $979.64 4 purchases, 1,050,000 tokens');
    expect(text).toContain('Adjustments 2 +320,000, −1,200 tokens');
    expect(text).toContain('The audit chain holds, all 4,812 records');
    expect(textOf(element.querySelector('tbody tr'))).toContain('POST /api/tokens/purchase 2');
  });

  it('is of the last 30 days where the address says nothing', async () => {
    const { console } = await open('/audit/report');
    const { params } = console.http.expectOne((one) =>
      one.urlWithParams.startsWith(REPORT),
    ).request;
    expect(params.get('from')).toBe('2026-05-20T04:00:00.000Z');
    expect(params.get('to')).toBe('2026-06-19T04:00:00.000Z');
  });

  it('says that the chain is broken, that nobody was refused, and what did not load', async () => {
    const broken = await open('/audit/report');
    const firstBroken = { sequence: 17, id: 'x', detail: 'It is not what was recorded.' };
    const chain = { valid: false, entries: 16, firstBroken, anchoredUntil: null };
    await broken.console.answer(REPORT, { ...report, chain, failedAccess: [] });
    expect(textOf(broken.element)).toContain('The audit chain is broken at record 17');
    expect(textOf(broken.element)).toContain('Nobody was refused');
    TestBed.resetTestingModule();
    const failed = await open('/audit/report');
    await failed.console.answer(REPORT, problem('overloaded', 503), 503);
    expect(textOf(failed.element)).toContain('The report did not load.');
  });
});

describe('the words of the audit trail', () => {
  it('tell actions and subjects', () => {
    expect(actionWords('api-key.created')).toBe('API key created');
    expect(actionWords('payment_method.made_default')).toBe('Payment method made default');
    expect(subjectWords('organization_price')).toBe('Agreed price');
    expect(subjectWords('wallet')).toBe('Wallet');
  });

  it('pass over actions that the API would refuse', () => {
    expect(readAction('wallet.*')).toBe('wallet.*');
    expect(readAction('Wallet adjusted')).toBeNull();
    expect(readAction(undefined)).toBeNull();
  });

  it('tell fields that came, went, changed and stayed, also inside others', () => {
    expect(
      fieldChanges(
        { a: 1, limit: { amount: 5 }, gone: true },
        { a: 1, limit: { amount: 6 }, x: [] },
      ),
    ).toEqual([
      { path: 'limit.amount', kind: 'changed', before: 5, after: 6 },
      { path: 'gone', kind: 'removed', before: true },
      { path: 'x', kind: 'added', after: [] },
      { path: 'a', kind: 'same', before: 1, after: 1 },
    ]);
  });

  it('sum a change up, and write values as people read them', () => {
    expect(changeSummary(null, { name: 'CI', scopes: ['a', 'b'], c: 1, d: null }, 'UTC')).toBe(
      'name CI, scopes a, b and 1 more',
    );
    expect(changeSummary(null, null, 'UTC')).toBe('');
    const refund = { purchaseId: 'p-1', amount: { amount: 5_000, currency: 'USD' } };
    expect(changeSummary(null, refund, 'UTC')).toBe('amount $50.00, purchaseId p-1');
    expect(fieldValue('2026-06-18T18:32:00.000Z', 'America/New_York')).toBe('Jun 18, 2026, 14:32');
    expect(fieldValue(null, 'UTC')).toBe('none');
    expect(fieldValue(false, 'UTC')).toBe('no');
    expect(fieldValue([], 'UTC')).toBe('none');
  });
});
