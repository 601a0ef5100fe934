import { NotFound } from '@purser/platform';
import { walletRoom, type WalletUnderTest } from '../../testing/wallet-fixture.js';
import {
  CaptureExceedsHold,
  HoldStateConflict,
  InsufficientTokens,
  ReferenceReused,
  WalletCron,
} from '../index.js';

describe('holds', () => {
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

  it('reserves in burn order and takes the tokens out of available', async () => {
    const soon = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(3) });
    const never = await wallet.grant({ tokens: 10n });
    await wallet.spend(2);
    const hold = await wallet.hold(12);
    expect(hold).toMatchObject({
      status: 'open',
      capturedAmount: 0,
      entryId: null,
      allocations: [
        { lotId: soon.lotId, amount: 8 },
        { lotId: never.lotId, amount: 4 },
      ],
    });
    expect(await wallet.balance()).toMatchObject({ balance: 18, held: 12, available: 6 });
    expect(await wallet.debit(7)).toMatchObject({ booked: false });
    expect(await wallet.spend(6)).toMatchObject({ balanceAfter: 12n, availableAfter: 0n });
  });

  it('gives the same hold and lots again for the same reference, byte for byte', async () => {
    await wallet.grant({ tokens: 10n });
    const first = await wallet.hold(5, 60, 'held');
    await wallet.capture(first.id, 5);
    await wallet.grant({ tokens: 10n, priority: 1 });
    expect(JSON.stringify(await wallet.hold(5, 60, 'held'))).toBe(JSON.stringify(first));
    await expect(wallet.hold(4, 60, 'held')).rejects.toThrow(ReferenceReused);
    expect(await wallet.balance()).toMatchObject({ balance: 15, held: 0 });
  });

  it('captures a part, releases the rest, and does it once', async () => {
    const soon = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(3) });
    const never = await wallet.grant({ tokens: 10n });
    const hold = await wallet.hold(15);
    const captured = await wallet.capture(hold.id, 11);
    expect(captured).toMatchObject({ status: 'captured', capturedAmount: 11 });
    expect(await wallet.capture(hold.id, 11)).toEqual(captured);
    await expect(wallet.capture(hold.id, 10)).rejects.toThrow(HoldStateConflict);
    await expect(wallet.release(hold.id)).rejects.toThrow(HoldStateConflict);
    const entries = await wallet.ledger();
    expect(entries.at(-1)).toMatchObject({
      id: captured.entryId,
      kind: 'capture',
      amount: -11,
      reference: `purser:capture:${hold.id}`,
      lots: [soon.lotId, never.lotId],
      lot_amounts: ['10', '1'],
    });
    expect(entries).toHaveLength(3);
    expect(await wallet.balance()).toMatchObject({ balance: 9, held: 0, available: 9 });
  });

  it('refuses to capture more than is held', async () => {
    await wallet.grant();
    const hold = await wallet.hold(10);
    await expect(wallet.capture(hold.id, 11)).rejects.toThrow(CaptureExceedsHold);
    expect(await wallet.balance()).toMatchObject({ held: 10 });
  });

  it('gives tokens back on release, also when asked twice', async () => {
    await wallet.grant({ tokens: 10n });
    const hold = await wallet.hold(10);
    const released = await wallet.release(hold.id);
    expect(released.status).toBe('released');
    expect(await wallet.release(hold.id)).toEqual(released);
    await expect(wallet.capture(hold.id, 1)).rejects.toThrow(HoldStateConflict);
    expect(await wallet.spend(10)).toMatchObject({ availableAfter: 0n });
  });

  it('counts a hold past its TTL as released in the very next debit', async () => {
    await wallet.grant({ tokens: 10n });
    await wallet.spend(1);
    const hold = await wallet.hold(9, 60);
    room.t.clock.advance({ seconds: 59, milliseconds: 999 });
    await expect(wallet.hold(1)).rejects.toThrow(InsufficientTokens);
    room.t.clock.advance({ milliseconds: 1 });
    expect(await wallet.balance()).toMatchObject({ held: 0, available: 9 });
    expect(await wallet.spend(9)).toMatchObject({ availableAfter: 0n });
    await expect(wallet.capture(hold.id, 9)).rejects.toThrow(HoldStateConflict);
    expect((await wallet.release(hold.id)).status).toBe('expired');
  });

  it('books holds past their TTL each minute, in every organization', async () => {
    const other = await room.wallet();
    for (const one of [wallet, other]) {
      await one.grant({ tokens: 10n });
      await one.hold(9, 60);
    }
    room.t.clock.advance({ minutes: 1 });
    const run = await room.t.get(WalletCron).releaseExpiredHolds();
    expect(run).toMatchObject({ errors: 0, firstError: null });
    const { rows } = await room.t.superuser.query(
      `SELECT w.held::int, h.status FROM organization_token_wallets w
         JOIN token_holds h ON h.organization_id = w.organization_id
        WHERE w.organization_id = ANY ($1)`,
      [[wallet.organizationId, other.organizationId]],
    );
    expect(rows).toEqual([
      { held: 0, status: 'expired' },
      { held: 0, status: 'expired' },
    ]);
  });

  it('keeps its lots over their expiry until its own TTL', async () => {
    await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(1) });
    const hold = await wallet.hold(6, 2 * 86_400);
    room.t.clock.advance({ days: 1 });
    expect(await wallet.balance()).toMatchObject({
      balance: 10,
      held: 6,
      expired: 4,
      available: 0,
    });
    await room.t.get(WalletCron).processTokenExpiration();
    expect(await wallet.balance()).toMatchObject({ balance: 10, held: 6, expired: 4 });
    await wallet.capture(hold.id, 5);
    expect(await wallet.balance()).toMatchObject({ balance: 5, held: 0, expired: 5, available: 0 });
    await room.t.get(WalletCron).processTokenExpiration();
    expect(await wallet.balance()).toMatchObject({ balance: 0, expired: 0 });
  });

  it('answers not-found for a hold of another organization', async () => {
    const other = await room.wallet();
    await other.grant();
    const hold = await other.hold(1);
    await expect(wallet.capture(hold.id, 1)).rejects.toThrow(NotFound);
    await expect(wallet.release(hold.id)).rejects.toThrow(NotFound);
    expect(await other.balance()).toMatchObject({ held: 1 });
  });

  it('never holds more than there is, however many race', async () => {
    await wallet.grant({ tokens: 100n });
    const tries = await Promise.allSettled(
      Array.from({ length: 12 }, () => wallet.hold(30, 3_600)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(await wallet.balance()).toMatchObject({ held: 90, available: 10 });
  });
});
