import { areaPath, axisSteps, axisTop, linePath } from './axis.js';

describe('the axis of a picture', () => {
  it('ends at a round number that the line stays below', () => {
    expect([0, 3, 369_927, 1_000_000, 1_000_001].map(axisTop)).toEqual([
      4, 4, 400_000, 1_000_000, 1_200_000,
    ]);
  });

  it('is written short, from above', () => {
    expect(axisSteps(400_000)).toEqual([
      { percent: 100, label: '400k' },
      { percent: 75, label: '300k' },
      { percent: 50, label: '200k' },
      { percent: 25, label: '100k' },
      { percent: 0, label: '0' },
    ]);
  });
});

describe('a line', () => {
  const scale = { fromMs: 1_000, toMs: 2_000, top: 100, width: 10, height: 40 };

  it('steps where a credit falls, and never leaves the picture', () => {
    const points: [number, number][] = [
      [1_000, 50],
      [1_500, 25],
      [1_500, 150],
      [2_000, 100],
    ];
    expect(linePath(points, scale)).toBe('M0.0 20.0L5.0 30.0L5.0 0.0L10.0 0.0');
    expect(areaPath(points, scale)).toBe('M0.0 20.0L5.0 30.0L5.0 0.0L10.0 0.0L10.0 40.0L0.0 40.0Z');
  });

  it('is nothing without points', () => {
    expect([linePath([], scale), areaPath([], scale)]).toEqual(['', '']);
  });
});
