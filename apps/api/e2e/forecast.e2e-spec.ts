import type { ForecastView, JobRunView, WalletView } from '@purser/contracts';
import type { HttpClient } from './support/http-client.js';
import { startPurser, type Purser } from './support/purser.js';

describe('the forecast over HTTP', () => {
  let purser: Purser;
  let viewer: HttpClient;
  let root: HttpClient;
  let acme: string;

  beforeAll(async () => {
    purser = await startPurser({ days: 30, config: { PURSER_ROLE: 'http' } });
    acme = purser.demo.organizations.Acme;
    viewer = await purser.http.signIn('viewer@acme.test');
    root = await purser.http.signIn('root@purser.test');
  });
  afterAll(() => purser.close());

  const forecast = (query = '') =>
    viewer.get<ForecastView>(`/api/tokens/wallet/${acme}/forecast${query}`);

  it('tells 30 days, or as many as are asked for, from today on', async () => {
    const { status, body } = await forecast();
    expect([status, body]).toMatchObject([
      200,
      { organizationId: acme, status: 'ready', timeZone: 'America/New_York' },
    ]);
    expect(body.historyDays).toBeGreaterThanOrEqual(28);
    expect(body.daily).toHaveLength(30);
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: body.timeZone });
    expect(body.daily[0]?.date).toBe(today.format(new Date(body.computedAt)));
    for (const { p10, p50, p90 } of body.daily) {
      expect(p10).toBeLessThanOrEqual(p50);
      expect(p50).toBeLessThanOrEqual(p90);
    }
    expect((await forecast('?days=90')).body.daily).toHaveLength(90);
  });

  it('refuses other distances', async () => {
    for (const days of ['29', '91', '30.5', 'many', '']) {
      const { status, body } = await forecast(`?days=${days}`);
      expect([days, status, body]).toMatchObject([
        days,
        400,
        { type: '/problems/invalid-request', errors: [{ pointer: '/days' }] },
      ]);
    }
  });

  it('agrees with the wallet about when the tokens run out', async () => {
    const { body } = await viewer.get<WalletView>(`/api/tokens/wallet/${acme}`);
    expect(body.forecast.status).toBe('ready');
    const told = (await forecast()).body;
    const at = (instant: string | null | undefined) => new Date(instant ?? 0).getTime();
    expect(Math.abs(at(body.forecast.runOutAt) - at(told.runOutAt))).toBeLessThan(60_000);
    expect(at(told.runOutEarliestAt)).toBeLessThanOrEqual(at(told.runOutAt));
    expect(at(told.runOutAt)).toBeLessThanOrEqual(at(told.runOutLatestAt));
  });

  it('is stored by the nightly job and then read from there', async () => {
    const before = (await forecast()).body;
    const run = await root.post<JobRunView>('/api/jobs/calculateUsageForecasts/run', {});
    expect([run.status, run.body]).toMatchObject([
      200,
      { job: 'calculateUsageForecasts', items: 3, errors: 0 },
    ]);
    const after = (await forecast()).body;
    expect(after.daily).toEqual(before.daily);
    expect(after.score).toEqual(before.score);
    const again = (await forecast()).body;
    expect(again.computedAt).toBe(after.computedAt);
  });
});
