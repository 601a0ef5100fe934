import fc from 'fast-check';
import { PROGRAM, walletRoom, type WalletUnderTest } from '../testing/wallet-fixture.js';
import { WalletModel } from '../testing/wallet-model.js';
import { Spending, WalletCron } from './index.js';

const SEQUENCES = Number(process.env['MODEL_RUNS'] ?? 200);
const MOST_MS_PER_SEQUENCE = 1_500;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Step =
  | { do: 'grant'; tokens: number; priority: number; days: number; free: boolean }
  | { do: 'debit'; amount: number }
  | { do: 'batch'; amounts: number[] }
  | { do: 'repeat'; pick: number }
  | { do: 'hold'; amount: number; hours: number }
  | { do: 'capture'; pick: number; share: number }
  | { do: 'release'; pick: number }
  | { do: 'reverse'; pick: number }
  | { do: 'adjust'; amount: number }
  | { do: 'wait'; hours: number }
  | { do: 'sweep' };

const tokens = fc.integer({ min: 1, max: 30 });
const pick = fc.nat({ max: 20 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('grant' as const),
    tokens: fc.integer({ min: 1, max: 60 }),
    priority: fc.integer({ min: 1, max: 2 }),
    days: fc.integer({ min: 0, max: 3 }),
    free: fc.boolean(),
  }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('debit' as const), amount: tokens }) },
  fc.record({
    do: fc.constant('batch' as const),
    amounts: fc.array(tokens, { minLength: 2, maxLength: 5 }),
  }),
  fc.record({ do: fc.constant('repeat' as const), pick }),
  fc.record({
    do: fc.constant('hold' as const),
    amount: tokens,
    hours: fc.integer({ min: 1, max: 72 }),
  }),
  fc.record({ do: fc.constant('capture' as const), pick, share: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: fc.constant('release' as const), pick }),
  fc.record({ do: fc.constant('reverse' as const), pick }),
  fc.record({ do: fc.constant('adjust' as const), amount: fc.integer({ min: -20, max: -1 }) }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      hours: fc.integer({ min: 1, max: 60 }),
    }),
  },
  fc.record({ do: fc.constant('sweep' as const) }),
);

describe('the wallet and its model', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;

  beforeAll(async () => {
    room = await walletRoom();
  });

  afterAll(() => room.close());

  it(
    'answer alike whatever is done in whatever order',
    async () => {
      const seed = Number(process.env['PURSER_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
      process.stdout.write(`wallet model: PURSER_TEST_SEED=${seed}\n`);
      let steps = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (sequence) => {
          const run = new ModelRun(await room.wallet());
          for (const one of [first, ...sequence]) {
            await run.take(one);
            steps += 1;
          }
          expect(await run.wallet.faults()).toEqual([]);
        }),
        { numRuns: SEQUENCES, seed },
      );
      expect(steps).toBeGreaterThanOrEqual(SEQUENCES * 5);
    },
    SEQUENCES * MOST_MS_PER_SEQUENCE,
  );
});

const first: Step = { do: 'grant', tokens: 50, priority: 1, days: 1, free: false };

/** Takes each step in both and compares answer and balance. */
class ModelRun {
  private readonly model = new WalletModel();
  private readonly holds: { id: string; amount: number }[] = [];
  private readonly debits: { entryId: string; reference: string; amount: number; seen: unknown }[] =
    [];

  constructor(readonly wallet: WalletUnderTest) {
    this.model.now = this.clock.now().getTime();
  }

  private get clock() {
    return this.wallet.t.clock;
  }

  async take(step: Step): Promise<void> {
    // A millisecond between steps, so that no two lots are of the same instant.
    this.model.now = this.clock.advance({ milliseconds: 1 }).getTime();
    await this.apply(step);
    const { balance, held, expired, available } = await this.wallet.balance();
    expect({ step, balance, held, expired, available }).toEqual({ step, ...this.model.parts() });
  }

  private async apply(step: Step): Promise<void> {
    switch (step.do) {
      case 'grant':
        return this.grant(step);
      case 'debit':
        return this.debit([step.amount]);
      case 'batch':
        return this.debit(step.amounts);
      case 'repeat':
        return this.repeat(step.pick);
      case 'hold':
        return this.hold(step);
      case 'capture':
        return this.capture(step);
      case 'release':
        return this.release(step.pick);
      case 'reverse':
        return this.reverse(step.pick);
      case 'adjust':
        return this.adjust(step.amount);
      case 'wait':
        this.model.now = this.clock.advance({ hours: step.hours }).getTime();
        return;
      case 'sweep':
        this.model.sweep();
        expect((await this.wallet.t.get(WalletCron).processTokenExpiration()).errors).toBe(0);
    }
  }

  private async grant(step: Extract<Step, { do: 'grant' }>): Promise<void> {
    // At midnight, so that lots often expire together and the rest of the order decides.
    const midnight = Math.ceil(this.model.now / DAY_MS) * DAY_MS;
    const expiresAt = step.days === 0 ? null : new Date(midnight + (step.days - 1) * DAY_MS);
    const { lotId } = await this.wallet.grant({
      tokens: BigInt(step.tokens),
      priority: step.priority,
      expiresAt,
      costMinor: step.free ? 0n : 100n,
    });
    this.model.grant({
      id: lotId,
      remaining: step.tokens,
      priority: step.priority,
      expiresAt: expiresAt?.getTime() ?? null,
      free: step.free,
    });
  }

  private async debit(amounts: number[]): Promise<void> {
    const items = amounts.map((amount, index) => ({
      amount: BigInt(amount),
      reference: `d-${this.model.now}-${index}`,
      actor: PROGRAM,
    }));
    const spending = this.wallet.t.get(Spending);
    const answers = await spending.debit(this.wallet.organizationId, items);
    answers.forEach((answer, index) => {
      const amount = amounts[index] ?? 0;
      const parts = this.model.debit(answer.booked ? answer.entryId : null, amount);
      expect(answer.booked).toBe(parts !== null);
      if (!answer.booked) return;
      const { balance, available } = this.model.parts();
      expect(answer.allocations).toEqual(
        parts?.map(({ lotId, amount: part }) => ({ lotId, amount: BigInt(part) })),
      );
      expect([Number(answer.balanceAfter), Number(answer.availableAfter)]).toEqual([
        balance,
        available,
      ]);
      const { entryId, reference } = answer;
      this.debits.push({ entryId, reference, amount, seen: answer });
    });
  }

  private async repeat(index: number): Promise<void> {
    const debit = this.debits[index % Math.max(1, this.debits.length)];
    if (!debit) return;
    expect(await this.wallet.debit(debit.amount, debit.reference)).toEqual(debit.seen);
  }

  private async hold({ amount, hours }: Extract<Step, { do: 'hold' }>): Promise<void> {
    const placed = await this.wallet.hold(amount, hours * 3_600).catch(refused);
    const parts = this.model.hold(placed?.id ?? '', amount, hours * HOUR_MS);
    expect(placed?.allocations ?? null).toEqual(parts);
    if (placed) this.holds.push({ id: placed.id, amount });
  }

  private async capture({ pick, share }: Extract<Step, { do: 'capture' }>): Promise<void> {
    const hold = this.holds[pick % Math.max(1, this.holds.length)];
    if (!hold || !this.model.openHold(hold.id)) return;
    const amount = Math.max(1, Math.floor((hold.amount * share) / 3));
    const captured = await this.wallet.capture(hold.id, amount).catch(refused);
    const done = this.model.resolve(hold.id, amount, captured?.entryId ?? null);
    expect(captured !== null).toBe(done);
  }

  private async release(pick: number): Promise<void> {
    const hold = this.holds[pick % Math.max(1, this.holds.length)];
    if (!hold) return;
    const open = this.model.openHold(hold.id);
    const released = await this.wallet.release(hold.id).catch(refused);
    if (open) expect(released?.status).toBe('released');
    this.model.resolve(hold.id, 0, null);
  }

  private async reverse(pick: number): Promise<void> {
    const debit = this.debits[pick % Math.max(1, this.debits.length)];
    if (!debit) return;
    await this.wallet.reverse(debit.entryId);
    this.model.reverse(debit.entryId);
  }

  private async adjust(amount: number): Promise<void> {
    const adjusted = await this.wallet.adjust(amount).catch(refused);
    expect(adjusted !== null).toBe(this.model.debit(null, -amount) !== null);
  }
}

/** Null for a refusal; anything else still fails the test. */
function refused(error: unknown): null {
  if (typeof (error as { problem?: unknown }).problem === 'string') return null;
  throw error;
}
