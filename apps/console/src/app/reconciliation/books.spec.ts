import { TestBed } from '@angular/core/testing';
import type { BooksView } from '@purser/contracts';
import { Downloads } from '../core/http/downloads.js';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, member, NOW, problem } from '../../testing/views.js';
import { BooksPage } from './books-page.js';
import { checkWords, detailWords, groupedFigures } from './books-words.js';

const BOOKS = '/api/tokens/reports/books?';

function books(more: Partial<BooksView> = {}): BooksView {
  return {
    organizationId: ACME,
    asOf: NOW,
    balanced: true,
    checks: [
      { name: 'entries-equal-balance', ok: true, detail: '381927 = 381927' },
      { name: 'captured-equals-invoiced', ok: true, detail: 'Each purchase has its invoice.' },
    ],
    ...more,
  };
}

async function open(url = '/books') {
  const console = await Console.open({
    user: member(['tokens.view']),
    routes: [{ path: 'books', component: BooksPage }],
  });
  const harness = await console.visit(url);
  return { console, element: harness.fixture.nativeElement as HTMLElement };
}

describe('BooksPage', () => {
  it('says that the books agree, with every check and its figures', async () => {
    const { console, element } = await open();
    await console.answer(BOOKS, books());
    expect(textOf(element)).toContain(
      'The books agree 2 checks on one snapshot of Jun 18, 14:32:00',
    );
    expect([...element.querySelectorAll('.list li')].map(textOf)).toEqual([
      'Agrees The ledger adds up to the balance 381,927 = 381,927',
      'Agrees What was paid was invoiced Each purchase has its invoice.',
    ]);
  });

  it('puts what differs first', async () => {
    const { console, element } = await open();
    const [good, other] = books().checks;
    const bad = { ...other!, ok: false, detail: 'purchase 7: 100 paid, 90 invoiced' };
    await console.answer(BOOKS, books({ balanced: false, checks: [good!, bad] }));
    expect(textOf(element)).toContain('One check does not agree');
    expect(textOf(element.querySelector('.list li'))).toBe(
      'Differs What was paid was invoiced Purchase 7: 100 paid, 90 invoiced',
    );
  });

  it('checks again when asked', async () => {
    const { console, element } = await open();
    await console.answer(BOOKS, books());
    control(element, 'Check again').click();
    await console.answer(BOOKS, books({ balanced: false, checks: [] }));
    expect(textOf(element)).toContain('0 checks do not agree');
  });

  it('gives the ledger of a period, and refuses one that runs backwards', async () => {
    const { console, element } = await open('/books?from=2026-06-01&to=2026-06-18');
    await console.answer(BOOKS, books());
    const saved: unknown[] = [];
    TestBed.inject(Downloads).save = (...what: unknown[]) => {
      saved.push(what);
      return Promise.resolve({ ok: false as const, problem: refused });
    };
    const refused = {
      key: 'overloaded' as const,
      status: 503,
      title: 'Too busy',
      detail: 'Try later.',
      requestId: null,
      errors: [],
      fields: {},
    };
    control(element, 'NDJSON').click();
    await console.settle();
    expect(saved).toEqual([
      [
        '/api/tokens/reports/ledger',
        'application/x-ndjson',
        'Acme ledger from 2026-06-01 to 2026-06-18.ndjson',
        {
          organizationId: ACME,
          from: '2026-06-01T04:00:00.000Z',
          to: '2026-06-19T04:00:00.000Z',
        },
      ],
    ]);
    expect(textOf(element)).toContain('Try later.');
    TestBed.resetTestingModule();
    const backwards = await open('/books?from=2026-06-19&to=2026-06-18');
    await backwards.console.answer(BOOKS, books());
    expect(textOf(backwards.element)).toContain('The first day must not be after the last.');
  });

  it('says why the books could not be checked', async () => {
    const { console, element } = await open();
    await console.answer(BOOKS, problem('overloaded', 503), 503);
    expect(textOf(element)).toContain('The check of the books did not load.');
  });

  it('groups the figures of a sentence, and leaves numbers of documents alone', () => {
    expect(groupedFigures('sum: 1435503, balance: 900')).toBe('sum: 1,435,503, balance: 900');
    expect(detailWords('sum: 1435503')).toBe('Sum: 1,435,503');
    expect(groupedFigures('INV-2026-000418 is there')).toBe('INV-2026-000418 is there');
  });

  it('finds words for checks that nobody named yet', () => {
    expect(checkWords('refunds-equal-credit-notes')).toBe('Refunds equal credit notes');
  });
});
