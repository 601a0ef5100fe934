import type { Spending } from '@purser/wallet';
import { MetricsController } from './metrics.controller.js';

describe('the metrics of a process', () => {
  it('say what spending waits and what was turned away, as it is when they are read', async () => {
    let load = { waiting: 0, refused: 0 };
    const controller = new MetricsController({ load: () => load } as Spending);
    const figures = async () => (await controller.metrics()).split('\n');
    expect(await figures()).toContain('purser_spending_waiting 0');
    load = { waiting: 7, refused: 3 };
    expect(await figures()).toContain('purser_spending_waiting 7');
    expect(await figures()).toContain('purser_spending_refused_total 3');
    expect((await figures()).some((line) => line.startsWith('purser_process_cpu'))).toBe(true);
  });
});
