import { retryAt } from './retry-plan.js';

const AT = new Date('2026-06-18T12:00:00.000Z');
const LOW = '01978000-0000-7000-8000-000000000000';
const HIGH = '01978000-0000-7000-8000-ffffffffffff';

function plan(id: string): number[] {
  const waits: number[] = [];
  for (let attempts = 1, at = AT; ; attempts += 1) {
    const next = retryAt(id, attempts, at);
    if (!next) return waits;
    waits.push(next.getTime() - at.getTime());
    at = next;
  }
}

describe('the plan of retries', () => {
  it('waits longer each time and ends after ten attempts in three days', () => {
    const waits = plan(LOW);
    expect(waits).toHaveLength(9);
    expect(waits).toEqual(waits.toSorted((one, other) => one - other));
    const hours = waits.reduce((sum, wait) => sum + wait, 0) / 3_600_000;
    expect(hours).toBeGreaterThanOrEqual(72);
    expect(hours).toBeLessThan(73);
  });

  it('spreads deliveries by up to a twentieth, the same each time', () => {
    expect(retryAt(LOW, 1, AT)).toEqual(new Date('2026-06-18T12:01:00.000Z'));
    expect(retryAt(HIGH, 1, AT)).toEqual(new Date('2026-06-18T12:01:03.000Z'));
    expect(plan(HIGH)).toEqual(plan(HIGH));
  });
});
