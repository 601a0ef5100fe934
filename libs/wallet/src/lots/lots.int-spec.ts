import { newId } from '@purser/platform';
import { anActor, walletRoom, type WalletUnderTest } from '../../testing/wallet-fixture.js';
import { LedgerHistory } from '../history/history.service.js';
import { LotClawback } from './lot-clawback.js';
import { LotFreezes, type LotsRequest } from './lot-freezes.js';

const DAY_MS = 86_400_000;

describe('the lots of a purchase', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;
  let wallet: WalletUnderTest;
  let purchaseId: string;

  beforeAll(async () => {
    room = await walletRoom();
  });
  afterAll(() => room.close());
  beforeEach(async () => {
    wallet = await room.wallet();
    purchaseId = newId(room.t.clock.now());
    await wallet.grant({ purchaseId, expiresAt: wallet.inDays(10), costMinor: 1_000n });
  });

  const request = (reference = 'dispute:1'): LotsRequest => ({
    purchaseId,
    reference,
    reason: 'Disputed',
    actor: anActor('bank'),
    at: room.t.clock.now(),
  });
  const run = <T>(work: (tx: Parameters<LotFreezes['freeze']>[0]) => Promise<T>): Promise<T> =>
    room.t.unitOfWork.run(wallet.organizationId, work);
  const freeze = (reference?: string) =>
    run((tx) => room.t.get(LotFreezes).freeze(tx, request(reference)));
  const unfreeze = (reference?: string) =>
    run((tx) => room.t.get(LotFreezes).unfreeze(tx, request(reference)));
  const take = (tokens: bigint, frozenFor: string | null, entryReference: string) =>
    run((tx) =>
      room.t.get(LotClawback).take(
        tx,
        {
          ...request('refund:1'),
          kind: 'refund',
          entryReference,
          frozenFor: frozenFor === null ? [] : [frozenFor],
        },
        (lots) => lots.map(({ lotId }) => ({ lotId, amount: tokens })),
      ),
    );
  const giveBack = (entryReference: string) =>
    run((tx) => room.t.get(LotClawback).giveBack(tx, { ...request('refund:1'), entryReference }));
  const expiries = async () => (await wallet.view()).lots.map(({ expiresAt }) => expiresAt);

  it('are frozen where they are open: what is left, beside what is held', async () => {
    await wallet.spend(100);
    await wallet.hold(300);
    expect(await freeze()).toMatchObject([{ amount: 600n }]);
    expect(await wallet.balance()).toMatchObject({
      balance: 900,
      held: 300,
      frozen: 600,
      available: 0,
    });
    expect((await wallet.debit(1)).booked).toBe(false);
    expect(await freeze()).toEqual([]);
    expect(await wallet.faults()).toEqual([]);
  });

  it('are seen frozen at the instants at which they were, and not before or after', async () => {
    await wallet.spend(100);
    const before = room.t.clock.now();
    room.t.clock.advance({ days: 1 });
    await freeze();
    const during = room.t.clock.now();
    room.t.clock.advance({ days: 3 });
    await unfreeze();
    const after = room.t.clock.now();
    const seen = async (at: Date) => {
      const { balance, frozen, available, lots } = await wallet.view(at);
      return { balance, frozen, available, expiresAt: lots[0]?.expiresAt };
    };
    const expiresAt = new Date(before.getTime() + 10 * DAY_MS).toISOString();
    const moved = new Date(before.getTime() + 13 * DAY_MS).toISOString();
    expect(await seen(before)).toEqual({ balance: 900, frozen: 0, available: 900, expiresAt });
    expect(await seen(during)).toEqual({ balance: 900, frozen: 900, available: 0, expiresAt });
    expect(await seen(after)).toEqual({
      balance: 900,
      frozen: 0,
      available: 900,
      expiresAt: moved,
    });
  });

  it('are given back once, however often it is asked', async () => {
    await freeze();
    room.t.clock.advance({ days: 2 });
    const moved = [new Date(Date.parse((await expiries())[0] ?? '') + 2 * DAY_MS).toISOString()];
    expect(await unfreeze()).toMatchObject([{ amount: 1_000n }]);
    room.t.clock.advance({ days: 1 });
    expect(await unfreeze()).toEqual([]);
    expect(await expiries()).toEqual(moved);
    expect(await wallet.faults()).toEqual([]);
  });

  it('get the time of two freezes that overlap counted once', async () => {
    const [first] = await expiries();
    const hold = await wallet.hold(400);
    await freeze('dispute:1');
    room.t.clock.advance({ minutes: 30 });
    await wallet.release(hold.id);
    await freeze('dispute:2');
    room.t.clock.advance({ days: 2 });
    await unfreeze('dispute:1');
    // From here on they are frozen for the second.
    expect(await wallet.balance()).toMatchObject({ frozen: 1_000, available: 0 });
    room.t.clock.advance({ days: 1 });
    await unfreeze('dispute:2');
    const movedMs = 3 * DAY_MS + 30 * 60_000;
    expect(await expiries()).toEqual([new Date(Date.parse(first ?? '') + movedMs).toISOString()]);
  });

  it('keep what comes into them while they are frozen, whatever brings it', async () => {
    const spent = await wallet.spend(50);
    const released = await wallet.hold(100);
    const captured = await wallet.hold(200);
    await wallet.hold(300, 600);
    await freeze();
    expect(await wallet.balance()).toMatchObject({ held: 600, frozen: 350, available: 0 });
    await wallet.release(released.id);
    expect(await wallet.balance()).toMatchObject({ held: 500, frozen: 450, available: 0 });
    await wallet.capture(captured.id, 80);
    expect(await wallet.balance()).toMatchObject({ held: 300, frozen: 570, available: 0 });
    await wallet.reverse(spent.entryId);
    expect(await wallet.balance()).toMatchObject({ held: 300, frozen: 620, available: 0 });
    room.t.clock.advance({ minutes: 11 });
    expect(await wallet.balance()).toMatchObject({ held: 0, frozen: 920, available: 0 });
    expect((await wallet.debit(1)).booked).toBe(false);
    expect(await wallet.faults()).toEqual([]);
    await unfreeze();
    expect(await wallet.balance()).toMatchObject({ frozen: 0, available: 920 });
    expect(await wallet.faults()).toEqual([]);
  });

  it('give nothing to debits that come with the end of a hold', async () => {
    const holds = await Promise.all(Array.from({ length: 20 }, () => wallet.hold(50)));
    await freeze();
    const debits = await Promise.all(
      holds.flatMap(({ id }, n) => [
        n % 2 === 0 ? wallet.release(id) : wallet.capture(id, 20),
        wallet.debit(10),
      ]),
    );
    expect(debits.filter((one) => 'booked' in one && one.booked)).toEqual([]);
    expect(await wallet.balance()).toMatchObject({ balance: 800, frozen: 800, available: 0 });
    expect(await wallet.faults()).toEqual([]);
  });

  it('come back usable although they expired while frozen', async () => {
    await freeze();
    room.t.clock.advance({ days: 30 });
    expect(await wallet.balance()).toMatchObject({ frozen: 1_000, expired: 0 });
    await unfreeze();
    await wallet.spend(1_000);
    expect(await wallet.faults()).toEqual([]);
  });

  it('are taken though they are frozen for whoever asks, and cost what the ledger says', async () => {
    const hold = await wallet.hold(400);
    await freeze();
    await wallet.release(hold.id);
    const taken = await take(700n, 'dispute:1', 'purser:refund:1');
    expect(taken).toMatchObject({
      allocations: [{ amount: 700n }],
      thawed: [{ amount: 700n }],
      costMinor: 700n,
      balanceAfter: 300n,
      availableAfter: 0n,
    });
    const history = room.t.get(LedgerHistory);
    const explained = await history.explain(wallet.organizationId, taken.entryId ?? '');
    expect(explained).toMatchObject({
      kind: 'refund',
      amount: -700,
      lots: [{ cost: { amount: 700 } }],
    });
    expect(await wallet.faults()).toEqual([]);
  });

  it('are put back once, with the time they were away', async () => {
    await take(600n, null, 'purser:refund:2');
    const [before] = await expiries();
    room.t.clock.advance({ days: 4 });
    await giveBack('purser:refund:2');
    await giveBack('purser:refund:2');
    expect(await wallet.balance()).toMatchObject({ balance: 1_000, available: 1_000 });
    expect(await expiries()).toEqual([
      new Date(Date.parse(before ?? '') + 4 * DAY_MS).toISOString(),
    ]);
    expect((await wallet.ledger()).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['purchase', 1_000],
      ['refund', -600],
      ['refund', 600],
    ]);
    expect(await wallet.faults()).toEqual([]);
  });

  it('cannot be taken beyond what is there', async () => {
    await wallet.hold(400);
    await expect(take(601n, null, 'purser:refund:3')).rejects.toThrow(RangeError);
    expect(await wallet.balance()).toMatchObject({ balance: 1_000 });
  });
});
