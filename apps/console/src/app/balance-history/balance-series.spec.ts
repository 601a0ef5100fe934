import { dayRow } from '../../testing/views.js';
import { balanceAt, balanceEvents, balanceLine, railMarks } from './balance-series.js';

const at = (iso: string) => Date.parse(iso);
const CREDIT = dayRow({
  kind: 'auto_topup',
  entries: 1,
  amount: 250_000,
  balanceAfter: 349_505,
  from: '2026-06-10T15:20:04.000Z',
  to: '2026-06-10T15:20:04.000Z',
  entryId: 'entry-1',
});
const BONUS = { ...CREDIT, kind: 'bonus' as const, amount: 12_500, balanceAfter: 362_005 };
const USAGE = dayRow({
  amount: -17_573,
  balanceAfter: 99_505,
  from: '2026-06-10T04:00:00.000Z',
  to: '2026-06-10T15:00:00.000Z',
});

describe('balanceLine', () => {
  it('slopes over usage and steps at credits', () => {
    const from = at('2026-06-10T00:00:00Z');
    const to = at('2026-06-11T00:00:00Z');
    expect(balanceLine([CREDIT, USAGE], from, to, 349_505)).toEqual([
      [from, 117_078],
      [at(USAGE.from), 117_078],
      [at(USAGE.to), 99_505],
      [at(CREDIT.from), 99_505],
      [at(CREDIT.from), 349_505],
      [to, 349_505],
    ]);
  });

  it('is flat where nothing moved', () => {
    expect(balanceLine([], 0, 10, 7)).toEqual([
      [0, 7],
      [10, 7],
    ]);
  });
});

describe('balanceAt', () => {
  it('reads the line between its points and at its ends', () => {
    const line: [number, number][] = [
      [0, 100],
      [10, 50],
      [10, 80],
      [20, 80],
    ];
    expect(balanceAt(line, 5)).toBe(75);
    expect(balanceAt(line, 15)).toBe(80);
    expect(balanceAt(line, 99)).toBe(80);
    expect(balanceAt([], 5)).toBe(0);
  });
});

describe('balanceEvents', () => {
  it('leaves usage out and puts the credits of one purchase together', () => {
    expect(balanceEvents([BONUS, CREDIT, USAGE])).toEqual([
      {
        atMs: at(CREDIT.from),
        shape: 'credit',
        label: 'Auto top-up',
        before: 99_505,
        change: 262_500,
        after: 362_005,
        entryId: 'entry-1',
      },
    ]);
  });

  it.each([
    ['adjustment', 'staff'],
    ['expiry', 'expiry'],
    ['refund', 'taken'],
  ] as const)('draws %s as %s', (kind, shape) => {
    expect(balanceEvents([{ ...CREDIT, kind }])[0]?.shape).toBe(shape);
  });
});

describe('railMarks', () => {
  it('draws events that would touch as one mark', () => {
    const event = (atMs: number) => ({ ...balanceEvents([CREDIT])[0]!, atMs });
    const marks = railMarks([event(0), event(2), event(50)], 0, 100, 800, 24);
    expect(marks.map(({ percent, events }) => [percent, events.length])).toEqual([
      [0, 2],
      [50, 1],
    ]);
  });
});
