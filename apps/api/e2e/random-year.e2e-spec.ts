import type { JobRunsView, ReconciliationView, SandboxClockView } from '@purser/contracts';
import { eventually } from '@purser/testing';
import { startPurser, type Purser } from './support/purser.js';
import type { HttpClient } from './support/http-client.js';
import { Agreement } from './support/random-year/agreement.js';
import type { Month } from './support/random-year/books.js';
import { Life } from './support/random-year/life.js';
import { openMarkets } from './support/random-year/market.js';
import { Chance } from './support/random-year/numbers.js';
import { ProviderDashboard } from './support/random-year/provider.js';

/** One year that is always the same; `npm run chaos -- r16` lives others. */
const SEED = Number(process.env['PURSER_TEST_SEED'] ?? 781_547_257);
const ORGANIZATIONS = Number(process.env['YEAR_ORGANIZATIONS'] ?? 1);
const STEPS = Number(process.env['YEAR_STEPS'] ?? 4);
const ACTS = Number(process.env['YEAR_ACTS'] ?? 8);
/** `run`: whatever falls due in the year runs at its time; else only what moves tokens and money. */
const EVERY_JOB = process.env['YEAR_JOBS'] === 'run';
const MOST_MS = EVERY_JOB ? 60 * 60_000 : 180_000;
const DAYS = 365;
const DAY_MS = 86_400_000;
const MONEY_JOBS = [
  'releaseExpiredHolds',
  'processTokenExpiration',
  'processSubscriptionBilling',
  'checkAutoTopupThresholds',
  'processProviderEvents',
  'pollProviderEvents',
  'settlePendingPurchases',
  'settlePendingRefunds',
  'followDisputes',
];
/** Cases about what people did, not about books that differ. */
const WORK = new Set([
  'dispute-shortfall',
  'refund-shortfall',
  'refund-beyond-invoice',
  'refund-failed',
  'late-payment',
]);

describe('the books of a random year', () => {
  let purser: Purser;
  let root: HttpClient;
  const chance = new Chance(SEED);

  beforeAll(async () => {
    purser = await startPurser({ days: 1 });
    root = await purser.http.staySignedIn('root@purser.test');
  });
  afterAll(() => purser.close());

  const now = async () =>
    Date.parse((await root.get<SandboxClockView>('/api/sandbox/clock')).body.now);
  const move = async (to: number) => {
    const jobs = EVERY_JOB ? 'run' : 'off';
    const body = { now: new Date(to).toISOString(), jobs };
    const moved = await root.post('/api/sandbox/clock', body, { key: null });
    if (moved.status !== 200) throw new Error(moved.text);
  };
  const runJobs = async () => {
    for (const job of MONEY_JOBS) {
      const ran = await root.post<JobRunsView>(`/api/jobs/${job}/run`);
      expect([job, ran.status, ran.body]).toEqual([
        job,
        200,
        expect.objectContaining({ errors: 0 }),
      ]);
    }
  };
  const reconcile = async (organizationId: string) => {
    const path = '/api/tokens/reports/reconciliation';
    return (await root.post<ReconciliationView>(path, { organizationId })).body.drift;
  };
  /** What everybody was told of by then has had its effect, and nothing differs. */
  const settle = async (lives: readonly Life[]) => {
    purser.stripe.runTasks();
    await purser.stripe.flushWebhooks();
    await move((await now()) + 20 * 60_000);
    await runJobs();
    for (const { customer } of lives) {
      await eventually(async () => {
        const { cases } = await reconcile(customer.organizationId);
        expect(cases.filter(({ kind }) => !WORK.has(kind))).toEqual([]);
      });
    }
  };
  const close = async (organizationId: string) => {
    const { cases } = await reconcile(organizationId);
    const path = `/api/tokens/reports/reconciliation/${organizationId}/cases`;
    for (const { id } of cases) await root.put(`${path}/${id}/resolve`, { reason: 'Seen' });
    return reconcile(organizationId);
  };

  it(
    `agree to the minor unit and the token (PURSER_TEST_SEED=${SEED})`,
    async () => {
      process.stdout.write(`random year: PURSER_TEST_SEED=${SEED}\n`);
      const customers = await openMarkets(purser, ORGANIZATIONS);
      const provider = new ProviderDashboard(purser.stripe);
      const lives = customers.map((one) => new Life(one, purser, root, provider, chance));
      const start = await now();
      for (const life of lives) await life.begin();
      for (let step = 1; step <= STEPS; step += 1) {
        for (const life of lives) {
          for (let acts = chance.whole(1, 2 * ACTS - 1); acts > 0; acts -= 1) await life.act();
        }
        await settle(lives);
        const day = Math.floor((DAYS * (step - chance.next() / 2)) / STEPS);
        await move(Math.max((await now()) + 1, start + day * DAY_MS));
        await runJobs();
      }
      for (const life of lives) await life.finish();
      await settle(lives);

      const months = monthsBetween(start, await now());
      const money = await provider.moneyByOrganization();
      for (const { customer, done } of lives) {
        const { organizationId, currency } = customer;
        const agreement = new Agreement(root, organizationId, currency);
        const own = money.get(organizationId);
        if (!own) throw new Error(`${organizationId} never paid`);
        await agreement.compare(months, own);
        const { minor, ...counts } = agreement.compared;
        const figures = { ...counts, ...mapped(minor), done: Object.fromEntries(done) };
        process.stdout.write(`${currency} ${JSON.stringify(figures)}\n`);
        expect(agreement.differences).toEqual([]);
        expect(await close(organizationId)).toEqual({ count: 0, cases: [] });
      }
    },
    MOST_MS,
  );
});

const mapped = (minor: Readonly<Record<string, bigint>>) =>
  Object.fromEntries(Object.entries(minor).map(([name, value]) => [name, Number(value)]));

/** The calendar months, in UTC, that hold both instants. */
function monthsBetween(from: number, to: number): Month[] {
  const first = new Date(from);
  const months: Month[] = [];
  for (let n = 0; ; n += 1) {
    const at = (plus: number) => Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + n + plus);
    if (at(0) > to) return months;
    months.push({ from: new Date(at(0)).toISOString(), to: new Date(at(1)).toISOString() });
  }
}
