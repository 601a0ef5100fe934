import { createHash } from 'node:crypto';
import { AuditAnchors } from '@purser/audit';
import { LedgerVerifier, Spending, WalletCron } from '@purser/wallet';
import { PROGRAM, walletRoom, type WalletUnderTest } from '../../testing/wallet-fixture.js';
import { entryBytes } from './entry-bytes.js';
import { SEALED_COLUMNS, sealedEntry, type StoredEntry } from './sealed-entry.js';

describe('the sealed ledger', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;
  let wallet: WalletUnderTest;

  beforeAll(async () => {
    room = await walletRoom();
  });

  afterAll(() => room.close());

  beforeEach(async () => {
    wallet = await room.wallet();
  });

  const verify = () => room.t.get(LedgerVerifier).verify(wallet.organizationId);

  /** Changes rows as the superuser that even triggers do not stop. */
  const tamper = async (...statements: string[]) => {
    const client = await room.database.superuser.connect();
    try {
      await client.query('SET session_replication_role = replica');
      for (const sql of statements) {
        await client.query(
          sql.includes('$1') ? { text: sql, values: [wallet.organizationId] } : sql,
        );
      }
    } finally {
      client.release(true);
    }
  };
  const at = (seq: number) => `organization_id = $1 AND seq = ${seq}`;
  const set = (change: string, seq: number) =>
    `UPDATE token_balance_history SET ${change} WHERE ${at(seq)}`;

  /** Eight entries: a grant, four debits one by one, three together. */
  const spendEight = async () => {
    await wallet.grant({ tokens: 1_000n, expiresAt: wallet.inDays(30) });
    for (const amount of [1, 2, 3, 4]) await wallet.spend(amount);
    const items = [5n, 6n, 7n].map((amount) => ({
      amount,
      reference: `job-${amount}`,
      meta: { amount: Number(amount), text: 'ä"\\ 1.0', nested: { b: [1.5, null], a: true } },
      actor: PROGRAM,
    }));
    await room.t.get(Spending).debit(wallet.organizationId, items);
  };

  const entries = async () => {
    const { rows } = await room.t.superuser.query<StoredEntry>(
      `SELECT ${SEALED_COLUMNS} FROM token_balance_history e WHERE organization_id = $1 ORDER BY seq`,
      [wallet.organizationId],
    );
    return rows.map(sealedEntry);
  };

  const seals = async () => (await entries()).map(({ seal }) => seal !== null);

  it('carries a seal on the last entry of each commit, whichever way it was written', async () => {
    await spendEight();
    expect(await seals()).toEqual([true, true, true, true, true, false, false, true]);
    const hold = await wallet.hold(10);
    await wallet.capture(hold.id, 7);
    await wallet.reverse((await wallet.spend(20)).entryId);
    await wallet.adjust(-5);
    room.t.clock.advance({ days: 31 });
    await room.t.get(WalletCron).processTokenExpiration();
    const all = await entries();
    expect(all.map(({ kind }) => kind)).toEqual([
      'purchase',
      ...Array.from({ length: 7 }, () => 'debit'),
      'capture',
      'debit',
      'reversal',
      'adjustment',
      'expiry',
    ]);
    expect(all.slice(8).every(({ seal }) => seal !== null)).toBe(true);
    expect(await verify()).toEqual({ valid: true, entries: 13, anchoredUntil: null });
    expect(await wallet.faults()).toEqual([]);
  });

  it('covers every column of an entry with the bytes that the database sends for the row', async () => {
    await spendEight();
    const { rows } = await room.t.superuser.query<{ column: string }>(
      `SELECT column_name AS column FROM information_schema.columns
        WHERE table_name = 'token_balance_history' AND column_name <> 'seal'`,
    );
    const [entry] = (await entries()).slice(-1);
    if (!entry) throw new Error('There is no entry');
    expect(Object.keys(entry)).toHaveLength(rows.length + 1);
    const sent = await room.t.superuser.query<{ bytes: Buffer }>(
      `SELECT record_send(ROW(organization_id, wallet_id, id, seq, kind::text, amount,
                balance_before, balance_after, available_after, reference, lots, lot_amounts,
                actor_type, actor_id, actor_name, request_id, reason, meta, purchase_id, at)) AS bytes
         FROM token_balance_history WHERE organization_id = $1 AND id = $2`,
      [wallet.organizationId, entry.id],
    );
    expect(entryBytes(entry).equals(sent.rows[0]?.bytes ?? Buffer.alloc(0))).toBe(true);
  });

  it.each([
    ['the amount edited', [set('amount = -1, balance_after = balance_before - 1', 3)], 3],
    ['the reference edited', [set(`reference = 'other'`, 4)], 4],
    ['the lots edited', [set(`lots = ARRAY[gen_random_uuid()]`, 2)], 2],
    ['the meta edited', [set(`meta = '{"amount": 5.0}'`, 6)], 6],
    ['the actor edited', [set(`actor_name = 'nobody'`, 1)], 1],
    ['the instant edited by a microsecond', [set(`at = at + interval '1 microsecond'`, 5)], 5],
    ['the seal edited', [set(`seal = sha256(seal)`, 4)], 4],
    ['the last seal taken off', [set('seal = NULL', 8)], 6],
    ['two entries swapped', [set('seq = 1000', 3), set('seq = 3', 4), set('seq = 4', 1000)], 3],
    ['an entry deleted', [`DELETE FROM token_balance_history WHERE ${at(5)}`], 5],
    ['the first entry deleted', [`DELETE FROM token_balance_history WHERE ${at(1)}`], 1],
    [
      'the end deleted',
      [`DELETE FROM token_balance_history WHERE organization_id = $1 AND seq > 5`],
      6,
    ],
    ['everything deleted', ['DELETE FROM token_balance_history WHERE organization_id = $1'], 1],
    [
      'the head moved back',
      ['UPDATE organization_token_wallets SET seq = 5 WHERE organization_id = $1'],
      6,
    ],
    [
      'the head edited',
      ['UPDATE organization_token_wallets SET seal = sha256(seal) WHERE organization_id = $1'],
      8,
    ],
  ])('names the first bad entry: %s', async (_name, statements, sequence) => {
    await spendEight();
    expect(await verify()).toMatchObject({ valid: true, entries: 8 });
    await tamper(...statements);
    expect(await verify()).toMatchObject({ valid: false, firstBroken: { sequence } });
  });

  it('finds the break behind the first page of a long ledger', async () => {
    await wallet.grant({ tokens: 10_000n });
    const items = Array.from({ length: 1_200 }, (_, index) => ({
      amount: 1n,
      reference: `long-${index}`,
      actor: PROGRAM,
    }));
    for (const item of items.slice(1_190)) {
      await room.t.get(Spending).debit(wallet.organizationId, [item]);
    }
    await room.t.get(Spending).debit(wallet.organizationId, items.slice(0, 1_190));
    await wallet.spend(3);
    expect(await verify()).toMatchObject({ valid: true, entries: 1_202 });
    await tamper(set(`request_id = 'x'`, 1_202));
    expect(await verify()).toMatchObject({ firstBroken: { sequence: 1_202 } });
  });

  /** Writes the whole ledger anew, seals and head and all, with the reference of entry 2 changed. */
  const rewrite = async () => {
    await tamper(set(`reference = 'rewritten'`, 2));
    let seal = Buffer.alloc(0);
    let hash = createHash('sha256');
    for (const entry of await entries()) {
      hash.update(entryBytes(entry));
      if (entry.seal === null) continue;
      seal = hash.digest();
      hash = createHash('sha256').update(seal);
      await tamper(set(`seal = decode('${seal.toString('hex')}', 'hex')`, Number(entry.seq)));
    }
    await tamper(
      `UPDATE organization_token_wallets SET seal = decode('${seal.toString('hex')}', 'hex')
        WHERE organization_id = $1`,
    );
  };
  const sign = () =>
    room.t.unitOfWork.run(wallet.organizationId, (tx) =>
      room.t.get(AuditAnchors).anchor(tx, room.t.clock.now()),
    );

  it('is anchored in the signed audit trail, which catches a ledger rewritten as a whole', async () => {
    await spendEight();
    expect(await room.t.get(WalletCron).anchorLedger()).toMatchObject({ errors: 0 });
    const anchoredAt = room.t.clock.now().toISOString();
    expect(await verify()).toEqual({ valid: true, entries: 8, anchoredUntil: null });
    room.t.clock.advance({ minutes: 10 });
    await sign();
    await wallet.spend(1);
    expect(await verify()).toEqual({ valid: true, entries: 9, anchoredUntil: anchoredAt });
    await rewrite();
    expect(await verify()).toMatchObject({
      valid: false,
      firstBroken: { sequence: 8, detail: expect.stringContaining('anchored') },
    });
  });

  it('does not believe an audit trail that was changed to fit a rewritten ledger', async () => {
    await spendEight();
    await room.t.get(WalletCron).anchorLedger();
    await sign();
    await rewrite();
    const [last] = (await entries()).slice(-1);
    await tamper(
      `UPDATE token_audit_log SET after = jsonb_set(after::jsonb, '{seal}', '"${last?.seal}"')
        WHERE organization_id = $1 AND action = 'ledger.anchored'`,
    );
    expect(await verify()).toMatchObject({
      valid: false,
      firstBroken: { detail: expect.stringContaining('audit trail') },
    });
  });

  it('shows a rewritten ledger without an anchor as valid: this is what anchors are for', async () => {
    await spendEight();
    await rewrite();
    expect(await verify()).toMatchObject({ valid: true, anchoredUntil: null });
  });

  it('anchors each ledger once per end, however many instances do it', async () => {
    await spendEight();
    const cron = room.t.get(WalletCron);
    await Promise.all([cron.anchorLedger(), cron.anchorLedger()]);
    await cron.anchorLedger();
    const { rows } = await room.t.superuser.query(
      `SELECT after FROM token_audit_log WHERE organization_id = $1 AND action = 'ledger.anchored'`,
      [wallet.organizationId],
    );
    expect(rows).toMatchObject([{ after: { entries: 8 } }]);
  });
});
