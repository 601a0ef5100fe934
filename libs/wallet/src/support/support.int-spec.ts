import { InvalidRequest, PreconditionFailed } from '@purser/platform';
import { anActor, walletRoom, type WalletUnderTest } from '../../testing/wallet-fixture.js';
import {
  AdjustmentDecided,
  ApprovalByMaker,
  InsufficientTokens,
  ReferenceReused,
  WalletNotSuspended,
  WalletSuspended,
  Wallets,
} from '../index.js';
import { WalletReader } from '../wallet.service.js';
import { AdjustmentQueue } from './adjustment-queue.service.js';
import { Adjustments } from './adjustments.service.js';
import { WalletSupport } from './support.service.js';

const maker = anActor('maker');
const checker = anActor('checker');

describe('support', () => {
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

  const approve = (id: string, actor = checker) =>
    room.t.get(Adjustments).approve(wallet.organizationId, id, 'looks right', actor);
  const reject = (id: string, actor = checker) =>
    room.t.get(Adjustments).reject(wallet.organizationId, id, 'not ours', actor);
  const audited = async () => {
    const { rows } = await room.t.superuser.query<{ action: string; actor_name: string }>(
      `SELECT action, actor_name FROM token_audit_log WHERE organization_id = $1 ORDER BY sequence`,
      [wallet.organizationId],
    );
    return rows.map(({ action, actor_name: name }) => `${action} by ${name}`);
  };

  describe('adjustments', () => {
    it('applies one at the limit at once: a free lot, history and audit', async () => {
      const view = await wallet.adjust(100_000);
      expect(view).toMatchObject({ status: 'applied', amount: 100_000, checker: null });
      const [entry] = await wallet.ledger();
      expect(entry).toMatchObject({ id: view.entryId, kind: 'adjustment', amount: 100_000 });
      expect((await wallet.view()).lots).toMatchObject([
        { source: 'adjustment', cost: { amount: 0, currency: 'USD' }, expiresAt: null },
      ]);
      expect(await audited()).toEqual(['adjustment.applied by maker@example.test']);
    });

    it('applies a request once, also when nobody remembers that it was answered', async () => {
      const adjust = (amount: bigint) =>
        room.t
          .get(Adjustments)
          .propose(
            wallet.organizationId,
            { amount, reasonCode: 'goodwill', reason: 'for the outage' },
            maker,
            'effect-1',
          );
      const [first, again] = await Promise.all([adjust(500n), adjust(500n)]);
      expect(again).toEqual(first);
      await expect(adjust(501n)).rejects.toThrow(ReferenceReused);
      expect(await wallet.ledger()).toHaveLength(1);
      expect(await wallet.balance()).toMatchObject({ balance: 500 });
      expect(await audited()).toEqual(['adjustment.applied by maker@example.test']);
    });

    it('lets one above the limit wait for another person', async () => {
      const pending = await wallet.adjust(100_001);
      expect(pending).toMatchObject({ status: 'pending', entryId: null });
      expect(await wallet.balance()).toMatchObject({ balance: 0 });
      await expect(approve(pending.id, maker)).rejects.toThrow(ApprovalByMaker);
      const approved = await approve(pending.id);
      expect(approved).toMatchObject({
        status: 'applied',
        maker: { name: 'maker@example.test' },
        checker: { name: 'checker@example.test' },
        decisionReason: 'looks right',
      });
      expect(await wallet.balance()).toMatchObject({ balance: 100_001 });
      await expect(approve(pending.id)).rejects.toThrow(AdjustmentDecided);
      await expect(reject(pending.id)).rejects.toThrow(AdjustmentDecided);
      expect(await audited()).toEqual([
        'adjustment.requested by maker@example.test',
        'adjustment.approved by checker@example.test',
      ]);
    });

    it('applies a waiting one once, however many approve at once', async () => {
      const pending = await wallet.adjust(200_000);
      const tries = await Promise.allSettled(
        ['a', 'b', 'c', 'd'].map((name) => approve(pending.id, anActor(name))),
      );
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await wallet.balance()).toMatchObject({ balance: 200_000 });
    });

    it('refuses one for good', async () => {
      const pending = await wallet.adjust(-100_001);
      expect(await reject(pending.id)).toMatchObject({ status: 'rejected', entryId: null });
      await expect(approve(pending.id)).rejects.toThrow(AdjustmentDecided);
      expect(await wallet.ledger()).toEqual([]);
    });

    it('burns in burn order and never below zero', async () => {
      const soon = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(1) });
      const never = await wallet.grant({ tokens: 10n });
      await wallet.hold(2);
      await expect(wallet.adjust(-19)).rejects.toThrow(InsufficientTokens);
      await wallet.adjust(-15);
      expect((await wallet.ledger()).at(-1)).toMatchObject({
        amount: -15,
        lots: [soon.lotId, never.lotId],
        lot_amounts: ['8', '7'],
      });
      const pending = await wallet.adjust(-100_001);
      await expect(approve(pending.id)).rejects.toThrow(InsufficientTokens);
      expect((await reject(pending.id, maker)).checker).toBeNull();
    });

    it('refuses a balance that the wire could not carry', async () => {
      const pending = await wallet.adjust(Number.MAX_SAFE_INTEGER);
      await approve(pending.id);
      await expect(wallet.adjust(1)).rejects.toThrow(InvalidRequest);
      expect((await wallet.balance()).balance).toBe(Number.MAX_SAFE_INTEGER);
    });

    it('rehearses and changes nothing', async () => {
      const preview = (amount: bigint) =>
        room.t
          .get(Adjustments)
          .preview(wallet.organizationId, { amount, reasonCode: 'x', reason: 'y' }, maker);
      expect(await preview(5n)).toMatchObject({ dryRun: true, status: 'applied', balanceAfter: 5 });
      expect(await preview(100_001n)).toMatchObject({ status: 'pending', balanceAfter: 100_001 });
      await expect(preview(-1n)).rejects.toThrow(InsufficientTokens);
      expect(await wallet.ledger()).toEqual([]);
      expect(await audited()).toEqual([]);
    });

    it('lists what waits, of one organization and of all', async () => {
      const other = await room.wallet({ name: 'Other' });
      const own = await wallet.adjust(100_001);
      room.t.clock.advance({ seconds: 1 });
      const theirs = await other.adjust(100_002);
      await other.adjust(1);
      const queue = room.t.get(AdjustmentQueue);
      const mine = await queue.ofOrganization(wallet.organizationId, { limit: 50 });
      expect(mine.data.map(({ id }) => id)).toEqual([own.id]);
      const first = await queue.ofEveryone({ status: 'pending', limit: 1 });
      expect(first.data).toMatchObject([{ id: theirs.id, organizationName: 'Other' }]);
      const next = await queue.ofEveryone({
        status: 'pending',
        limit: 1,
        cursor: first.nextCursor as string,
      });
      expect(next.data).toMatchObject([{ id: own.id }]);
    });
  });

  describe('suspensions', () => {
    const suspend = (ifMatch: string | null = null) =>
      room.t.get(WalletSupport).suspend(wallet.organizationId, 'fraud check', maker, ifMatch);
    const reactivate = (source: 'support' | 'dunning' = 'support') =>
      room.t.get(WalletSupport).reactivate(wallet.organizationId, source, 'checked', checker, null);

    it('suspends and reactivates, audited', async () => {
      await wallet.grant();
      expect((await suspend()).view).toMatchObject({
        status: 'suspended',
        suspensions: [{ source: 'support', reason: 'fraud check' }],
      });
      await expect(suspend()).rejects.toThrow(WalletSuspended);
      expect(await wallet.debit(1)).toMatchObject({ booked: false });
      expect((await reactivate()).view).toMatchObject({ status: 'active', suspensions: [] });
      await expect(reactivate()).rejects.toThrow(WalletNotSuspended);
      expect((await wallet.debit(1)).booked).toBe(true);
      expect(await audited()).toEqual([
        'wallet.suspended by maker@example.test',
        'wallet.reactivated by checker@example.test',
      ]);
    });

    it('stays suspended while another source is open', async () => {
      const { t } = room;
      await t.unitOfWork.run(wallet.organizationId, (tx) =>
        t.get(Wallets).suspend(tx, 'dunning', 'unpaid', maker, t.clock.now()),
      );
      await suspend();
      expect((await reactivate()).view).toMatchObject({
        status: 'suspended',
        suspensions: [{ source: 'dunning' }],
      });
      await t.unitOfWork.run(wallet.organizationId, async (tx) => {
        expect(await t.get(Wallets).reactivate(tx, 'support', maker, t.clock.now())).toBe(false);
        expect(await t.get(Wallets).reactivate(tx, 'dunning', maker, t.clock.now())).toBe(true);
      });
      expect(await wallet.balance()).toMatchObject({ status: 'active' });
    });

    it('refuses a decision made from another version', async () => {
      await wallet.grant();
      const { eTag } = await room.t.get(WalletReader).wallet(wallet.organizationId);
      await wallet.spend(1);
      await expect(suspend(eTag)).rejects.toThrow(PreconditionFailed);
      expect(await wallet.balance()).toMatchObject({ status: 'active' });
      const { eTag: current } = await room.t.get(WalletReader).wallet(wallet.organizationId);
      expect((await suspend(current)).view.status).toBe('suspended');
    });
  });
});
