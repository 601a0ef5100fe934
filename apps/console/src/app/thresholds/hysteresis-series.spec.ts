import { dayRow } from '../../testing/views.js';
import { hysteresisPlot, stepPath } from './hysteresis-series.js';

const DAYS = [
  dayRow({ to: '2026-06-05T00:00:00Z', availableAfter: 100 }),
  dayRow({ to: '2026-06-03T00:00:00Z', availableAfter: 20 }),
  dayRow({ to: '2026-06-01T00:00:00Z', availableAfter: 80 }),
];
const PAST = {
  last120Days: {
    from: '2026-02-01T00:00:00Z',
    to: '2026-06-05T00:00:00Z',
    alerts: [
      { at: '2026-06-03T00:00:00Z', available: 20, mark: 50, recoveredAt: '2026-06-04T00:00:00Z' },
      { at: '2026-05-01T00:00:00Z', available: 20, mark: 50, recoveredAt: null },
    ],
  },
};

describe('hysteresisPlot', () => {
  it('puts the line, the marks and the silent stretches into one box', () => {
    const plot = hysteresisPlot(DAYS, PAST, 50, 55);
    expect(plot.top).toBeCloseTo(112);
    expect(plot.line.map(({ x }) => x)).toEqual([0, 50, 100, 100]);
    expect(plot.markY).toBeCloseTo(44.64, 1);
    expect(plot.fired).toEqual([{ from: 50, to: 75 }]);
    expect(plot.alerts).toHaveLength(1);
  });

  it('shows the marks where nothing was booked yet', () => {
    const plot = hysteresisPlot([], PAST, 50, 55);
    expect(plot.line).toEqual([]);
    expect(plot.rearmY).toBeGreaterThan(plot.markY);
  });

  it('steps up at a credit and slopes down with use', () => {
    expect(
      stepPath([
        { x: 0, y: 80 },
        { x: 50, y: 20 },
        { x: 100, y: 90 },
      ]),
    ).toBe('M0.00 20.00L50.00 80.00L100.00 80.00L100.00 10.00');
  });
});
