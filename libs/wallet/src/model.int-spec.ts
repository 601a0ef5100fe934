import fc from 'fast-check';
import { ModelRun } from '../testing/model-run.js';
import { stories, type Step } from '../testing/model-steps.js';
import { walletRoom } from '../testing/wallet-fixture.js';
import { LedgerVerifier, WalletCron } from './index.js';

const SEQUENCES = Number(process.env['MODEL_RUNS'] ?? 100);
/** Wallets that live at the same time. */
const WALLETS = 25;
const MOST_MS_PER_SEQUENCE = 1_500;

const first: Step[] = [
  { do: 'grant', tokens: 50, priority: 1, days: 1, free: false },
  { do: 'buy', tokens: 20, bonus: 5, days: 2 },
];

describe('the wallet and its model', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;

  beforeAll(async () => {
    room = await walletRoom();
  });

  afterAll(() => room.close());

  /** Lots and holds of wallets whose story is told are nothing that a sweep has to look at. */
  const forget = async () => {
    await room.t.superuser.query(
      'UPDATE token_lots SET closed_at = coalesce(closed_at, created_at)',
    );
    await room.t.superuser.query(`UPDATE token_holds SET expires_at = 'infinity'`);
  };

  it(
    'answer alike whatever is done in whatever order, at the same time or one after the other',
    async () => {
      const seed = Number(process.env['PURSER_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
      process.stdout.write(`wallet model: PURSER_TEST_SEED=${seed}\n`);
      const { clock } = room.t;
      const wallets = Math.min(WALLETS, SEQUENCES);
      const steps = new Map<string, number>();
      let sequences = 0;
      await fc.assert(
        fc.asyncProperty(stories(wallets), async ({ moments, sequences: plans }) => {
          const runs = await Promise.all(
            plans.map(async (plan) => ({
              run: new ModelRun(await room.wallet()),
              left: [first, ...plan],
            })),
          );
          for (const moment of [{ do: 'step' } as const, ...moments]) {
            // A millisecond between moments, so that they have an order.
            clock.advance({ milliseconds: 1 });
            if (moment.do === 'wait') clock.advance({ hours: moment.hours });
            if (moment.do === 'sweep') {
              const swept = await room.t.get(WalletCron).processTokenExpiration();
              expect(swept.errors).toBe(0);
            }
            await Promise.all(
              runs.map(({ run, left }) => {
                if (moment.do !== 'step') return run.look(moment);
                const group = left.shift() ?? [];
                for (const one of group) steps.set(one.do, (steps.get(one.do) ?? 0) + 1);
                return run.take(group);
              }),
            );
          }
          for (const { run } of runs) {
            expect(await run.wallet.faults()).toEqual([]);
            const verdict = await room.t.get(LedgerVerifier).verify(run.wallet.organizationId);
            expect(verdict).toMatchObject({ valid: true });
          }
          sequences += runs.length;
          await forget();
        }),
        // Smaller stories take longer to find than the failing steps to read.
        { numRuns: Math.ceil(SEQUENCES / wallets), seed, endOnFailure: true },
      );
      process.stdout.write(`${sequences} sequences: ${JSON.stringify([...steps])}\n`);
      expect(sequences).toBeGreaterThanOrEqual(SEQUENCES);
      expect(steps.size).toBe(15);
    },
    SEQUENCES * MOST_MS_PER_SEQUENCE,
  );
});
