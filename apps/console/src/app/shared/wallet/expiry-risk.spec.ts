import { lot } from '../../../testing/views.js';
import { burnOrder, lotOutlooks } from './expiry-risk.js';

const NOW = Date.parse('2026-06-18T00:00:00Z');

describe('lotOutlooks', () => {
  it('leaves over what the days until expiry cannot use', () => {
    const lots = [lot({ id: 'a', remaining: 100, expiresAt: '2026-06-23T00:00:00Z' })];
    expect(lotOutlooks(lots, 12, NOW)).toEqual([{ lot: lots[0], atRisk: 40 }]);
  });

  it('takes the time of a later lot for the one that burns first', () => {
    const first = lot({ id: 'first', remaining: 50, expiresAt: '2026-06-23T00:00:00Z' });
    const second = lot({ id: 'second', remaining: 100, expiresAt: '2026-06-28T00:00:00Z' });
    const outlooks = lotOutlooks([second, first], 10, NOW);
    expect(outlooks.map(({ lot: { id }, atRisk }) => [id, atRisk])).toEqual([
      ['first', 0],
      ['second', 50],
    ]);
  });

  it('never loses what never expires, and passes used or expired lots over', () => {
    const lots = [
      lot({ id: 'for-ever', remaining: 500, expiresAt: null }),
      lot({ id: 'used', remaining: 0 }),
      lot({ id: 'gone', remaining: 10, expired: true }),
    ];
    expect(lotOutlooks(lots, 1, NOW).map(({ lot: { id }, atRisk }) => [id, atRisk])).toEqual([
      ['for-ever', 0],
    ]);
  });
});

describe('burnOrder', () => {
  it('goes by priority, soonest expiry, free before paid', () => {
    const lots = [
      lot({ id: 'never', expiresAt: null }),
      lot({ id: 'paid', expiresAt: '2026-07-01T00:00:00Z' }),
      lot({
        id: 'free',
        expiresAt: '2026-07-01T00:00:00Z',
        cost: { amount: 0, currency: 'USD' },
      }),
      lot({ id: 'urgent', priority: 1, expiresAt: null }),
    ];
    expect(burnOrder(lots).map(({ id }) => id)).toEqual(['urgent', 'free', 'paid', 'never']);
  });
});
