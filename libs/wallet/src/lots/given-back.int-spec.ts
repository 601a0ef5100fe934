import { newId } from '@purser/platform';
import {
  anActor,
  PROGRAM,
  walletRoom,
  type WalletUnderTest,
} from '../../testing/wallet-fixture.js';
import { LedgerPool } from '../spending/ledger-pool.js';
import { LotFreezes } from './lot-freezes.js';

describe('what a hold gives back into a lot under dispute', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;
  let wallet: WalletUnderTest;
  let holdId: string;

  beforeAll(async () => {
    room = await walletRoom();
  });
  afterAll(() => room.close());

  /** 40 tokens free of dispute; 30 disputed ones, of which 10 are held. */
  beforeEach(async () => {
    wallet = await room.wallet();
    const purchaseId = newId(room.t.clock.now());
    await wallet.grant({ tokens: 30n, priority: 1, purchaseId });
    holdId = (await wallet.hold(10)).id;
    await wallet.grant({ tokens: 40n });
    await room.t.unitOfWork.run(wallet.organizationId, (tx) =>
      room.t.get(LotFreezes).freeze(tx, {
        ...{ purchaseId, reference: 'dispute:1', reason: 'Disputed' },
        ...{ actor: anActor('bank'), at: room.t.clock.now() },
      }),
    );
    expect(await wallet.balance()).toMatchObject({ balance: 70, held: 10, frozen: 20 });
  });

  const debit = (amount: bigint) => ({
    ...{ kind: 'debit' as const, amount, reference: `debit-${amount}`, actor: PROGRAM },
  });
  const release = () => ({ kind: 'release' as const, holdId });
  const capture = (amount: bigint) => ({
    kind: 'capture' as const,
    holdId,
    amount,
    actor: PROGRAM,
  });
  /** In one call, as the coalescer sends what came together. */
  const spend = (...wishes: Parameters<LedgerPool['spendMany']>[1]) =>
    room.t.get(LedgerPool).spendMany(wallet.organizationId, [...wishes], room.t.clock.now());
  const recorded = async () => {
    const { rows } = await room.t.superuser.query<{ after: string }>(
      `SELECT available_after AS after FROM token_balance_history
        WHERE organization_id = $1 AND amount < 0 ORDER BY seq`,
      [wallet.organizationId],
    );
    return rows.map(({ after }) => Number(after));
  };

  it('is not available to the debits of the same call, and no entry says that it was', async () => {
    await spend(release(), debit(5n), debit(7n));
    expect(await recorded()).toEqual([35, 28]);
    expect(await wallet.balance()).toMatchObject({ balance: 58, frozen: 30, available: 28 });
    expect(await wallet.faults()).toEqual([]);
  });

  it('is not available after a capture of a part', async () => {
    await spend(capture(4n), debit(1n));
    expect(await recorded()).toEqual([40, 39]);
    expect(await wallet.balance()).toMatchObject({ balance: 65, frozen: 26, available: 39 });
    expect(await wallet.faults()).toEqual([]);
  });

  it('is not burnt by a debit that needs more than there is without it', async () => {
    const outcomes = await spend(release(), debit(41n), debit(40n));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'insufficient-tokens',
      'accepted',
    ]);
    expect(await wallet.balance()).toMatchObject({ balance: 30, frozen: 30, available: 0 });
    expect(await wallet.faults()).toEqual([]);
  });
});
