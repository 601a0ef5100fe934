import { purchase } from '../../testing/views.js';
import { lastMonths, spendByMonth } from './spend-months.js';

const NOW = Date.parse('2026-02-10T12:00:00Z');

describe('spendByMonth', () => {
  it('counts what was charged in the month of the zone in which it was ordered', () => {
    const bought = [
      purchase({ status: 'completed', createdAt: '2026-02-01T04:59:00Z' }),
      purchase({ status: 'refunded', createdAt: '2026-02-01T05:00:00Z' }),
      purchase({ status: 'payment_failed', createdAt: '2026-02-02T05:00:00Z' }),
      purchase({ status: 'completed', createdAt: '2025-01-02T05:00:00Z' }),
    ];
    const months = spendByMonth(bought, NOW, 'America/New_York', 'USD', 3);
    expect(months.map(({ month, spent, topUps }) => [month, spent.amount, topUps])).toEqual([
      ['2025-12', 0, 0],
      ['2026-01', 24_497, 1],
      ['2026-02', 24_497, 1],
    ]);
  });

  it('goes back over the turn of the year', () => {
    expect(lastMonths('2026-01', 3)).toEqual(['2025-11', '2025-12', '2026-01']);
  });
});
