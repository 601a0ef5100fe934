import { testModule, type RunningModule } from '@purser/testing';
import { PROGRAM, WalletUnderTest, walletRoom } from '../../testing/wallet-fixture.js';
import { LedgerVerifier, Spending, WalletModule } from '../index.js';

const CALLERS = 64;

describe('two instances spending one wallet', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;
  let second: RunningModule;
  let wallet: WalletUnderTest;

  beforeAll(async () => {
    room = await walletRoom();
    const { database, t } = room;
    second = await testModule({ imports: [WalletModule], database, clock: t.clock });
  });

  afterAll(async () => {
    await second.close();
    await room.close();
  });

  beforeEach(async () => {
    wallet = await room.wallet();
  });

  afterEach(async () => {
    const ledger = await room.t.get(LedgerVerifier).verify(wallet.organizationId);
    expect(ledger).toMatchObject({ valid: true });
  });

  /** Runs `work(0) .. work(count - 1)` by 64 callers, each waiting for its answer. */
  async function byCallers(count: number, work: (index: number) => Promise<unknown>) {
    let next = 0;
    const caller = async () => {
      while (next < count) {
        const index = next;
        next += 1;
        await work(index);
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
  }

  const spendingOf = (index: number) => (index % 2 === 0 ? room.t : second).get(Spending);

  it('accepts exactly 5,000 of 10,000 debits of one token from a balance of 5,000', async () => {
    for (const tokens of [1_500n, 1_500n, 2_000n]) await wallet.grant({ tokens });
    let accepted = 0;
    let refused = 0;
    await byCallers(10_000, async (index) => {
      const item = { amount: 1n, reference: `one-${index}`, actor: PROGRAM };
      const [answer] = await spendingOf(index).debit(wallet.organizationId, [item]);
      if (answer?.booked) accepted += 1;
      else if (answer?.problem.problem === 'insufficient-tokens') refused += 1;
    });
    expect({ accepted, refused }).toEqual({ accepted: 5_000, refused: 5_000 });
    expect(await wallet.balance()).toMatchObject({ balance: 0, available: 0 });
    expect(await wallet.faults()).toEqual([]);
    const { rows } = await room.t.superuser.query(
      `SELECT sum(count)::int AS refused FROM wallet_refusals WHERE organization_id = $1`,
      [wallet.organizationId],
    );
    expect(rows).toEqual([{ refused: 5_000 }]);
  });

  it('does everything once, sent one to five times at once with answers lost, and repeats itself', async () => {
    await wallet.grant({ tokens: 50_000n });
    await wallet.grant({ tokens: 1_000_000n });
    const keys = Array.from({ length: 300 }, (_, index) => ({
      name: `key-${index}`,
      amount: 1 + index,
      times: 1 + (index % 5),
    }));
    const other = new WalletUnderTest(second, wallet.organizationId);
    const send = async ({ name, amount }: (typeof keys)[number], turn: number) => {
      const mine = turn % 2 === 0 ? wallet : other;
      const held = amount % 3 === 0;
      const answer = held ? mine.hold(amount, 60, name) : mine.spend(amount, name);
      return JSON.stringify(await answer, (_, value: unknown) =>
        typeof value === 'bigint' ? Number(value) : value,
      );
    };
    const calls = keys.flatMap((key) => Array.from({ length: key.times }, () => key));
    const kept = new Map(keys.map(({ name }) => [name, new Set<string>()]));
    await byCallers(calls.length, async (index) => {
      const key = calls[index];
      if (!key) return;
      const text = await send(key, index);
      const isLost = index % 4 === 0;
      if (!isLost) kept.get(key.name)?.add(text);
    });
    room.t.clock.advance({ days: 1 });
    for (const [index, key] of keys.entries()) kept.get(key.name)?.add(await send(key, index));
    expect([...kept.values()].every((texts) => texts.size === 1)).toBe(true);
    const { rows } = await room.t.superuser.query(
      `SELECT (SELECT count(*)::int FROM token_balance_history
                WHERE organization_id = $1 AND kind = 'debit') AS debits,
              (SELECT count(*)::int FROM token_holds WHERE organization_id = $1) AS holds`,
      [wallet.organizationId],
    );
    expect(rows).toEqual([{ debits: 200, holds: 100 }]);
    expect(await wallet.faults()).toEqual([]);
  });

  it('keeps the books while debits, holds, grants and the jobs race', async () => {
    await wallet.grant({ tokens: 200n, expiresAt: wallet.inDays(1) });
    const other = new WalletUnderTest(second, wallet.organizationId);
    const holds: string[] = [];
    await byCallers(400, async (index) => {
      const mine = index % 2 === 0 ? wallet : other;
      const step = index % 5;
      if (step === 0) await mine.grant({ tokens: 7n, priority: index % 3 });
      else if (step === 1) {
        await mine.hold(3).then(
          ({ id }) => holds.push(id),
          () => undefined,
        );
      } else if (step === 2) {
        const id = holds.pop();
        if (id) await (index % 4 === 0 ? mine.capture(id, 2) : mine.release(id));
      } else await mine.debit(5);
    });
    expect(await wallet.faults()).toEqual([]);
    const balance = await wallet.balance();
    expect(balance.available).toBeGreaterThanOrEqual(0);
    expect(balance.held).toBe(holds.length * 3);
  });

  it('answers overloaded, deciding nothing, when too much waits, and serves everybody else', async () => {
    await wallet.grant({ tokens: 100_000n });
    const other = await room.wallet();
    await other.grant({ tokens: 10n });
    const items = Array.from({ length: 1_000 }, (_, index) => ({
      amount: 1n,
      reference: `many-${index}`,
      actor: PROGRAM,
    }));
    const spending = room.t.get(Spending);
    const refusedBefore = spending.load().refused;
    const batches = Array.from({ length: 25 }, (_, batch) =>
      spending.debit(
        wallet.organizationId,
        items.map((item) => ({ ...item, reference: `${batch}-${item.reference}` })),
      ),
    );
    expect(spending.turnsAway(wallet.organizationId)).toBe(true);
    expect(spending.turnsAway(other.organizationId)).toBe(false);
    expect(spending.load().waiting).toBe(10_000);
    const [tries, spent] = await Promise.all([Promise.allSettled(batches), other.spend(1)]);
    const overloaded = tries.filter(({ status }) => status === 'rejected');
    expect(overloaded).toHaveLength(15);
    expect(spending.load().refused - refusedBefore).toBe(16);
    expect(spending.load().waiting).toBe(0);
    expect(overloaded).toMatchObject(
      Array.from({ length: 15 }, () => ({ reason: { problem: 'overloaded' } })),
    );
    expect(spent.balanceAfter).toBe(9n);
    expect((await wallet.balance()).balance).toBe(90_000);
    expect(await wallet.faults()).toEqual([]);
  });

  it('lets one item that cannot be decided fail alone', async () => {
    await wallet.grant({ tokens: 10n });
    const good = { amount: 1n, actor: PROGRAM };
    const tries = await Promise.allSettled([
      room.t.get(Spending).debit(wallet.organizationId, [{ ...good, reference: 'first' }]),
      room.t.get(Spending).debit(wallet.organizationId, [{ ...good, reference: 'good' }]),
      room.t
        .get(Spending)
        .debit(wallet.organizationId, [{ ...good, reference: 'poison', meta: { text: '\u0000' } }]),
      room.t.get(Spending).debit(wallet.organizationId, [{ ...good, reference: 'better' }]),
    ]);
    expect(tries.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect((await wallet.balance()).balance).toBe(7);
    expect(await wallet.faults()).toEqual([]);
  });
});
