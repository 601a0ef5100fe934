import { dayRow, entry } from '../../testing/views.js';
import { filterParams, readFilters } from './history-filters.js';
import { daysOf, daysOfEntries } from './ledger-rows.js';
import { timeTicks } from './time-ticks.js';

const CONTEXT = { timeZone: 'America/New_York', nowMs: Date.parse('2026-06-18T18:32:00Z') };

describe('the filters of the address', () => {
  it('become instants of the organization, the last day included', () => {
    const filters = readFilters('2026-06-10', '2026-06-18', 'expiry');
    expect(filterParams(filters, CONTEXT.timeZone)).toEqual({
      from: '2026-06-10T04:00:00.000Z',
      to: '2026-06-19T04:00:00.000Z',
      kind: 'expiry',
    });
  });

  it('are passed over where they make no sense', () => {
    const filters = readFilters('June', '2026-13-45', 'nonsense');
    expect(filterParams(filters, CONTEXT.timeZone)).toEqual({});
  });
});

describe('the rows of the ledger', () => {
  it('stand by local day with the sum of the day', () => {
    const credit = dayRow({ kind: 'purchase', entries: 1, amount: 100_000, entryId: 'e-1' });
    const days = daysOf([credit, dayRow(), dayRow({ date: '2026-06-18' })], CONTEXT);
    expect(days.map(({ title, sum, rows }) => [title, sum, rows.length])).toEqual([
      ['Yesterday, Wed, Jun 17', 58_415, 2],
      ['Today, Thu, Jun 18', -41_585, 1],
    ]);
    expect(days[0]?.rows[1]).toMatchObject({
      time: '00:00\u201323:59',
      reference: '3,870 entries',
      entryId: null,
    });
  });

  it('give single entries to the second, under the local date', () => {
    const late = entry({ at: '2026-06-11T03:59:59.000Z' });
    const [day] = daysOfEntries([late], CONTEXT);
    expect(day?.date).toBe('2026-06-10');
    expect(day?.rows[0]).toMatchObject({
      time: '23:59:59',
      reference: 'batch-88213/item-41',
      by: 'production-inference',
    });
  });
});

describe('timeTicks', () => {
  it('marks the first of each month over months', () => {
    const ticks = timeTicks(Date.parse('2026-02-18T05:00:00Z'), CONTEXT.nowMs, CONTEXT.timeZone);
    expect(ticks.map(({ label }) => label)).toEqual(['Mar 1', 'Apr 1', 'May 1', 'Jun 1']);
  });

  it('marks days within weeks, inside the axis', () => {
    const ticks = timeTicks(Date.parse('2026-06-11T04:00:00Z'), CONTEXT.nowMs, CONTEXT.timeZone);
    expect(ticks[0]).toEqual({ percent: 0, label: 'Jun 11' });
    expect(ticks.every(({ percent }) => percent >= 0 && percent <= 97)).toBe(true);
  });
});
