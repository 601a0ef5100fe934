import { NotFound } from '@purser/platform';
import { walletRoom, type WalletUnderTest } from '../../testing/wallet-fixture.js';
import { EntryNotReversible, WalletCron } from '../index.js';

describe('reversals', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;
  let wallet: WalletUnderTest;

  beforeAll(async () => {
    room = await walletRoom();
  });

  afterAll(() => room.close());

  beforeEach(async () => {
    wallet = await room.wallet();
  });

  afterEach(async () => {
    expect(await wallet.faults()).toEqual([]);
  });

  it('unwinds the recorded allocations into the same lots, once', async () => {
    const soon = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(3) });
    const never = await wallet.grant({ tokens: 10n });
    const { entryId } = await wallet.spend(14);
    await wallet.grant({ tokens: 10n, priority: 1 });
    const [first, again] = await Promise.all([wallet.reverse(entryId), wallet.reverse(entryId)]);
    expect(again).toEqual(first);
    expect(first).toMatchObject({
      kind: 'reversal',
      amount: 14,
      balanceAfter: 30,
      reference: `purser:reversal:${entryId}`,
      allocations: [
        { lotId: soon.lotId, amount: 10 },
        { lotId: never.lotId, amount: 4 },
      ],
    });
    expect((await wallet.ledger()).filter(({ kind }) => kind === 'reversal')).toHaveLength(1);
  });

  it('takes a capture back', async () => {
    await wallet.grant({ tokens: 10n });
    const hold = await wallet.hold(8);
    const { entryId } = await wallet.capture(hold.id, 5);
    await wallet.reverse(entryId as string);
    expect(await wallet.balance()).toMatchObject({ balance: 10, held: 0, available: 10 });
  });

  it('reopens an expired lot for seven days for what is put back, not for what expired', async () => {
    const { clock } = room.t;
    const { lotId } = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(1) });
    const { entryId } = await wallet.spend(4);
    clock.advance({ days: 2 });
    await wallet.reverse(entryId);
    expect(await wallet.balance()).toMatchObject({ balance: 4, expired: 0, available: 4 });
    expect((await wallet.view()).lots).toMatchObject([
      { id: lotId, remaining: 4, expiresAt: wallet.inDays(7).toISOString() },
    ]);
    clock.advance({ days: 7 });
    expect(await wallet.balance()).toMatchObject({ available: 0, expired: 4 });
    await room.t.get(WalletCron).processTokenExpiration();
    expect((await wallet.ledger()).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['purchase', 10],
      ['debit', -4],
      ['expiry', -6],
      ['reversal', 4],
      ['expiry', -4],
    ]);
  });

  it('reopens a lot that is already swept', async () => {
    const { clock } = room.t;
    await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(1) });
    const { entryId } = await wallet.spend(4);
    clock.advance({ days: 2 });
    await room.t.get(WalletCron).processTokenExpiration();
    await wallet.reverse(entryId);
    expect(await wallet.spend(4)).toMatchObject({ availableAfter: 0n });
  });

  it('reverses debits and captures of this organization only', async () => {
    const { entryId } = await wallet.grant();
    await expect(wallet.reverse(entryId)).rejects.toThrow(EntryNotReversible);
    const other = await room.wallet();
    await other.grant();
    const debit = await other.spend(1);
    await expect(wallet.reverse(debit.entryId)).rejects.toThrow(NotFound);
    expect(await other.balance()).toMatchObject({ balance: 999 });
  });
});
