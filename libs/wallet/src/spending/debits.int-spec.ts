import {
  aReference,
  PROGRAM,
  walletRoom,
  type WalletUnderTest,
} from '../../testing/wallet-fixture.js';
import { InsufficientTokens, ReferenceReused, Spending, WalletSuspended } from '../index.js';
import { Debits } from './debits.service.js';

describe('debits', () => {
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

  const allocationsOf = async (amount: number) =>
    (await wallet.spend(amount)).allocations.map((one) => [one.lotId, Number(one.amount)]);

  it('burns in burn order: priority, expiry, free before paid, age', async () => {
    const { t } = room;
    const never = await wallet.grant({ tokens: 10n, costMinor: 10n });
    const neverFree = await wallet.grant({ tokens: 10n, costMinor: 0n });
    const late = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(30) });
    const soon = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(3) });
    const first = await wallet.grant({ tokens: 10n, priority: 1 });
    t.clock.advance({ minutes: 1 });
    const younger = await wallet.grant({ tokens: 10n, costMinor: 10n });
    const order = [first, soon, late, neverFree, never, younger].map(({ lotId }) => lotId);

    expect(await allocationsOf(60)).toEqual(order.map((lotId) => [lotId, 10]));
  });

  it('goes on in the open lot, over its end, and opens the next', async () => {
    const soon = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(3) });
    const later = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(4) });

    expect(await allocationsOf(4)).toEqual([[soon.lotId, 4]]);
    expect(await allocationsOf(4)).toEqual([[soon.lotId, 4]]);
    expect(await allocationsOf(4)).toEqual([
      [soon.lotId, 2],
      [later.lotId, 2],
    ]);
    expect(await allocationsOf(8)).toEqual([[later.lotId, 8]]);
    expect(await wallet.balance()).toMatchObject({ balance: 0, available: 0 });
  });

  it('lets a better lot that is granted meanwhile burn first', async () => {
    const paid = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(9) });
    expect(await allocationsOf(1)).toEqual([[paid.lotId, 1]]);
    const better = await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(1) });
    expect(await allocationsOf(11)).toEqual([
      [better.lotId, 10],
      [paid.lotId, 1],
    ]);
  });

  it('spends a lot until the instant of its expiry and not at it', async () => {
    const { clock } = room.t;
    await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(1) });
    const kept = await wallet.grant({ tokens: 5n });
    await wallet.spend(1);
    clock.set(new Date(wallet.inDays(1).getTime() - 1));
    expect((await wallet.spend(1)).availableAfter).toBe(13n);
    clock.advance({ milliseconds: 1 });

    expect(await wallet.balance()).toMatchObject({ balance: 13, expired: 8, available: 5 });
    const refused = await wallet.debit(6);
    expect(refused).toMatchObject({ booked: false, problem: expect.any(InsufficientTokens) });
    const spent = await wallet.spend(5);
    expect(spent).toMatchObject({ balanceAfter: 8n, availableAfter: 0n });
    expect(spent.allocations).toEqual([{ lotId: kept.lotId, amount: 5n }]);
  });

  it('counts what expires behind the open lot out of available at once', async () => {
    const { clock } = room.t;
    await wallet.grant({ tokens: 10n, priority: 1 });
    await wallet.grant({ tokens: 10n, expiresAt: wallet.inDays(1) });
    expect((await wallet.spend(1)).availableAfter).toBe(19n);
    clock.set(wallet.inDays(1));
    expect(await wallet.spend(1)).toMatchObject({ balanceAfter: 18n, availableAfter: 8n });
  });

  it('refuses more than is available with the parts, and says what to do', async () => {
    await wallet.grant({ tokens: 100n });
    await wallet.hold(30);
    const answer = await wallet.debit(71);
    if (answer.booked) throw new Error('It was booked');
    expect(answer.problem).toBeInstanceOf(InsufficientTokens);
    expect(answer.problem.fields).toMatchObject({
      needed: 71,
      available: 70,
      balance: 100,
      held: 30,
      frozen: 0,
      expired: 0,
      missing: 1,
    });
    expect(answer.problem.message).toContain('Buy at least 1 tokens');
  });

  it('gives the first answer again for the same reference and amount, byte for byte', async () => {
    await wallet.grant({ tokens: 15n, expiresAt: wallet.inDays(1) });
    await wallet.grant({ tokens: 100n });
    const debits = room.t.get(Debits);
    const request = { amount: 20, reference: aReference() };
    const first = await debits.debit(wallet.organizationId, request, PROGRAM);
    await wallet.spend(7);
    room.t.clock.advance({ days: 2 });

    const again = await debits.debit(wallet.organizationId, request, PROGRAM);
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    expect((await wallet.balance()).balance).toBe(88);
  });

  it('refuses a reference that came with another amount, or that names another effect', async () => {
    await wallet.grant({ tokens: 100n, reference: 'purser:taken' });
    await wallet.spend(5, 'same');
    for (const [amount, reference] of [
      [6, 'same'],
      [5, 'purser:taken'],
    ] as const) {
      const answer = await wallet.debit(amount, reference);
      expect(answer).toMatchObject({ booked: false, problem: expect.any(ReferenceReused) });
    }
    expect((await wallet.balance()).balance).toBe(95);
  });

  it('decides a refused reference again', async () => {
    await wallet.grant({ tokens: 10n });
    expect((await wallet.debit(11, 'again')).booked).toBe(false);
    await wallet.grant({ tokens: 10n });
    expect((await wallet.debit(11, 'again')).booked).toBe(true);
  });

  it('answers a batch item by item, in order, once for each reference', async () => {
    const lot = await wallet.grant({ tokens: 10n });
    const answers = await room.t.get(Spending).debit(
      wallet.organizationId,
      [
        { amount: 6n, reference: 'a' },
        { amount: 6n, reference: 'b' },
        { amount: 6n, reference: 'a' },
        { amount: 5n, reference: 'a' },
        { amount: 4n, reference: 'b' },
        { amount: 1n, reference: 'c' },
      ].map((item) => ({ ...item, actor: PROGRAM })),
    );
    expect(
      answers.map((answer) => (answer.booked ? answer.amount : answer.problem.problem)),
    ).toEqual([6n, 'insufficient-tokens', 6n, 'reference-reused', 4n, 'insufficient-tokens']);
    expect(answers[2]).toEqual(answers[0]);
    expect(answers[4]).toMatchObject({
      availableAfter: 0n,
      allocations: [{ lotId: lot.lotId, amount: 4n }],
    });
    expect((await wallet.ledger()).map((entry) => entry.amount)).toEqual([10, -6, -4]);
  });

  it('refuses while suspended, naming why, and still answers what is booked', async () => {
    await wallet.grant({ tokens: 10n });
    const first = await wallet.spend(1, 'before');
    const { Wallets } = await import('../index.js');
    await room.t.unitOfWork.run(wallet.organizationId, (tx) =>
      room.t.get(Wallets).suspend(tx, 'dunning', 'unpaid', PROGRAM, room.t.clock.now()),
    );
    const refused = await wallet.debit(1);
    if (refused.booked) throw new Error('It was booked');
    expect(refused.problem).toBeInstanceOf(WalletSuspended);
    expect(refused.problem.fields['suspensions']).toMatchObject([
      { source: 'dunning', reason: 'unpaid' },
    ]);
    expect(await wallet.spend(1, 'before')).toEqual(first);
    await wallet.grant({ tokens: 5n });
    expect((await wallet.balance()).balance).toBe(14);
  });

  it('makes the wallet of an organization that has none', async () => {
    const answer = await wallet.debit(1);
    expect(answer).toMatchObject({ booked: false, problem: expect.any(InsufficientTokens) });
  });

  it('rehearses a debit and changes nothing', async () => {
    const lot = await wallet.grant({ tokens: 10n });
    const debits = room.t.get(Debits);
    const request = { amount: 4, reference: aReference() };
    expect(await debits.preview(wallet.organizationId, request, PROGRAM)).toEqual({
      dryRun: true,
      amount: -4,
      balanceAfter: 6,
      availableAfter: 6,
      allocations: [{ lotId: lot.lotId, amount: 4 }],
    });
    expect(await wallet.ledger()).toHaveLength(1);
    expect((await wallet.balance()).balance).toBe(10);
  });

  it('keeps meta, actor and request with the entry', async () => {
    await wallet.grant();
    const item = { amount: 1n, reference: 'with-meta', meta: { job: 7 }, actor: PROGRAM };
    await room.t.get(Spending).debit(wallet.organizationId, [item]);
    const { rows } = await room.t.superuser.query(
      `SELECT meta, actor_type, actor_id, actor_name, request_id FROM token_balance_history
        WHERE organization_id = $1 AND reference = 'with-meta'`,
      [wallet.organizationId],
    );
    expect(rows).toEqual([
      {
        meta: { job: 7 },
        actor_type: 'user',
        actor_id: PROGRAM.id,
        actor_name: PROGRAM.name,
        request_id: PROGRAM.requestId,
      },
    ]);
  });
});
