import { walletRoom, anActor, type WalletUnderTest } from '../../testing/wallet-fixture.js';
import { LotNotExtendable, WalletCron, WalletFellBelow, Wallets } from '../index.js';
import { LotExtension } from '../support/lot-extension.service.js';

describe('expiry', () => {
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

  const sweep = () => room.t.get(WalletCron).processTokenExpiration();
  const extend = (lotId: string, expiresAt: Date) =>
    room.t
      .get(LotExtension)
      .extend(wallet.organizationId, lotId, expiresAt, 'asked nicely', anActor('support'));
  const expiries = async () =>
    (await wallet.ledger())
      .filter(({ kind }) => kind === 'expiry')
      .map(({ amount, lots }) => [amount, ...lots]);

  it('books what expired once for each lot, however many instances sweep', async () => {
    const soon = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(1) });
    const later = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(2) });
    await wallet.spend(3);
    room.t.clock.advance({ days: 2 });
    await Promise.all([sweep(), sweep(), sweep()]);
    await sweep();
    expect(await expiries()).toEqual([
      [-7, soon.lotId],
      [-10, later.lotId],
    ]);
    expect(await wallet.balance()).toMatchObject({ balance: 0, expired: 0, available: 0 });
  });

  it('sweeps each expired lot once, also one that is used up', async () => {
    await wallet.grant({ tokens: 3n, expiresAt: wallet.inDays(1) });
    await wallet.spend(3);
    room.t.clock.advance({ days: 1 });
    expect((await sweep()).errors).toBe(0);
    expect((await sweep()).items).toBe(0);
    expect(await expiries()).toEqual([]);
  });

  it('sweeps a lot whose last hold ended before anybody booked that', async () => {
    const { lotId } = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(1) });
    await wallet.hold(4, 3_600);
    room.t.clock.advance({ days: 1 });
    await sweep();
    expect(await expiries()).toEqual([[-10, lotId]]);
  });

  it('lets an extended lot be spent again and expire again', async () => {
    const { lotId } = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(1) });
    room.t.clock.advance({ days: 2 });
    expect(await wallet.balance()).toMatchObject({ available: 0, expired: 10 });
    const until = wallet.inDays(1);
    expect(await extend(lotId, until)).toMatchObject({ remaining: 10, expired: false });
    await wallet.spend(4);
    room.t.clock.set(until);
    await sweep();
    expect(await expiries()).toEqual([[-6, lotId]]);
  });

  it('extends only lots that hold tokens and only to a later instant', async () => {
    const never = await wallet.grant({ tokens: 1n });
    const used = await wallet.grant({ tokens: 1n, expiresAt: wallet.inDays(1), priority: 1 });
    const live = await wallet.grant({ tokens: 1n, expiresAt: wallet.inDays(2) });
    await wallet.spend(1);
    for (const [lotId, days] of [
      [never.lotId, 9],
      [used.lotId, 9],
      [live.lotId, 2],
      [live.lotId, 1],
    ] as const) {
      await expect(extend(lotId, wallet.inDays(days))).rejects.toThrow(LotNotExtendable);
    }
    await extend(live.lotId, wallet.inDays(3));
    const { rows } = await room.t.superuser.query(
      `SELECT action, reason FROM token_audit_log WHERE organization_id = $1`,
      [wallet.organizationId],
    );
    expect(rows).toEqual([{ action: 'lot.extended', reason: 'asked nicely' }]);
  });

  it('announces once that available fell below the mark, by a debit, a hold or expiry', async () => {
    const events = async () => {
      const { rows } = await room.t.superuser.query<{ payload: object }>(
        `SELECT payload FROM outbox WHERE organization_id = $1 AND event = $2 ORDER BY created_at`,
        [wallet.organizationId, WalletFellBelow.eventName],
      );
      return rows.map(({ payload }) => payload);
    };
    await wallet.grant({ tokens: 100n });
    await wallet.grant({ tokens: 50n, expiresAt: wallet.inDays(1), priority: 200 });
    const watch = (mark: bigint | null) =>
      room.t.unitOfWork.run(wallet.organizationId, (tx) =>
        room.t.get(Wallets).watch(tx, 'test', mark),
      );
    await watch(100n);
    await wallet.spend(50);
    expect(await events()).toEqual([]);
    await wallet.spend(1);
    await wallet.spend(1);
    expect(await events()).toEqual([{ available: 99, mark: 100 }]);
    await wallet.grant({ tokens: 10n });
    await wallet.hold(20, 60);
    expect(await events()).toHaveLength(2);
    room.t.clock.advance({ minutes: 2 });
    await wallet.spend(1);
    room.t.clock.advance({ days: 1 });
    await sweep();
    expect((await events()).at(-1)).toEqual({ available: 57, mark: 100 });
    const before = (await events()).length;
    await watch(58n);
    await watch(58n);
    expect(await events()).toHaveLength(before + 1);
    await watch(null);
    await wallet.spend(1);
    expect(await events()).toHaveLength(before + 1);
  });

  it('announces each of several marks, whoever crosses it', async () => {
    const marks = async () => {
      const { rows } = await room.t.superuser.query<{ mark: string }>(
        `SELECT payload->>'mark' AS mark FROM outbox
          WHERE organization_id = $1 AND event = $2 ORDER BY id`,
        [wallet.organizationId, WalletFellBelow.eventName],
      );
      return rows.map(({ mark }) => Number(mark)).toSorted((a, b) => b - a);
    };
    await wallet.grant({ tokens: 1_000n });
    for (const [source, mark] of [
      ['alerts', 900n],
      ['top-up', 500n],
      ['last call', 100n],
    ] as const) {
      await room.t.unitOfWork.run(wallet.organizationId, (tx) =>
        room.t.get(Wallets).watch(tx, source, mark),
      );
    }
    await wallet.spend(150);
    expect(await marks()).toEqual([900]);
    await wallet.spend(350);
    expect(await marks()).toEqual([900]);
    await wallet.spend(1);
    expect(await marks()).toEqual([900, 500]);
    await wallet.hold(450, 60);
    expect(await marks()).toEqual([900, 500, 100]);
  });
});
