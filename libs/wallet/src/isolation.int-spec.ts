import pg from 'pg';
import { walletRoom, type WalletUnderTest } from '../testing/wallet-fixture.js';

const TABLES = [
  'organization_token_wallets',
  'token_lots',
  'token_holds',
  'token_balance_history',
] as const;

describe('the walls of the database', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;
  let wallet: WalletUnderTest;
  let other: WalletUnderTest;

  beforeAll(async () => {
    room = await walletRoom();
    wallet = await room.wallet();
    other = await room.wallet();
    await wallet.grant();
    await wallet.spend(1);
    await wallet.hold(1);
  });

  afterAll(() => room.close());

  const as = async (role: 'purser_app' | 'purser_owner' | 'purser_jobs', sql: string) => {
    const client = new pg.Client({ connectionString: room.database.url(role) });
    await client.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SET LOCAL app.organization_id = '${wallet.organizationId}'`);
      return await client.query(sql);
    } finally {
      await client.end();
    }
  };

  it.each(TABLES)('shows no row of %s to another organization', async (table) => {
    const rows = await room.t.unitOfWork.run(other.organizationId, (tx) =>
      tx.query<unknown[]>(`SELECT FROM ${table} WHERE organization_id = $1`, [
        wallet.organizationId,
      ]),
    );
    expect(rows).toEqual([]);
    const own = await room.t.unitOfWork.run(wallet.organizationId, (tx) =>
      tx.query<unknown[]>(`SELECT FROM ${table}`),
    );
    expect(own.length).toBeGreaterThan(0);
  });

  it.each(['token_balance_history', 'lot_changes'])('lets nobody change %s', async (table) => {
    for (const role of ['purser_app', 'purser_owner'] as const) {
      for (const sql of [
        `UPDATE ${table} SET reason = 'x'`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table}`,
      ]) {
        const rows = await as('purser_owner', `SELECT FROM ${table}`);
        const untouchable = role === 'purser_app' || rows.rows.length > 0;
        if (!untouchable && !sql.startsWith('TRUNCATE')) continue;
        await expect(as(role, sql)).rejects.toMatchObject({ code: '42501' });
      }
    }
  });

  it('lets the jobs role see due pairs and nothing else', async () => {
    await expect(as('purser_jobs', 'SELECT id, expires_at FROM token_lots')).resolves.toBeDefined();
    await expect(as('purser_jobs', 'SELECT cost_minor FROM token_lots')).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('lets the spending function touch the organization it was called for only', async () => {
    const client = new pg.Client({ connectionString: room.database.url('purser_app') });
    await client.connect();
    try {
      await expect(
        client.query(
          `SELECT * FROM spend_many($1, now(), ARRAY['debit'], ARRAY[$2::uuid], ARRAY[0::bigint],
             ARRAY['zero'], ARRAY[NULL::uuid], ARRAY[NULL::integer], ARRAY['user'],
             ARRAY[NULL::uuid], ARRAY['x'], ARRAY[NULL], ARRAY[NULL], ARRAY[$2, $2])`,
          [wallet.organizationId, other.organizationId],
        ),
      ).rejects.toMatchObject({ code: '23514' });
      const { rows } = await client.query('SELECT FROM token_balance_history');
      expect(rows).toEqual([]);
    } finally {
      await client.end();
    }
  });

  it('refuses what would break the wallet row, as the last wall', async () => {
    for (const change of ['balance = -1', 'held = balance + 1', 'balance = held - 1']) {
      await expect(
        as('purser_app', `UPDATE organization_token_wallets SET ${change}`),
      ).rejects.toMatchObject({ code: '23514' });
    }
    for (const change of ['remaining = -1', 'remaining = granted + 1', 'held = remaining + 1']) {
      await expect(as('purser_app', `UPDATE token_lots SET ${change}`)).rejects.toMatchObject({
        code: '23514',
      });
    }
  });

  it('names the rule when the books are made wrong', async () => {
    const broken = await room.wallet();
    await broken.grant({ tokens: 10n });
    await room.t.superuser.query(
      'UPDATE organization_token_wallets SET balance = balance + 1 WHERE organization_id = $1',
      [broken.organizationId],
    );
    const rules = (await broken.faults()).map(({ rule, expected, actual }) => [
      rule,
      expected,
      actual,
    ]);
    expect(rules).toEqual([
      ['sum of entries = balance', '10', '11'],
      ['lots + open lot = balance', '10', '11'],
    ]);
    await expect(broken.grant()).rejects.toThrow('The books of the wallet do not balance');
  });
});
