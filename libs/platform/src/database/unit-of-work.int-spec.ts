import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { sqlState, violatedConstraint } from './unit-of-work.js';
import type { Tx } from './tx.js';

/** Resolves for everybody once `parties` have arrived. */
function barrier(parties: number): () => Promise<void> {
  let open: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  let arrived = 0;
  return () => {
    arrived += 1;
    if (arrived === parties) open();
    return opened;
  };
}

describe('UnitOfWork', () => {
  let database: TestDatabase;
  let t: RunningModule;
  let acme: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    t = await testModule({ database });
    acme = await anOrganization(t, { name: 'Acme' });
  });

  afterAll(async () => {
    await t.close();
    await database.drop();
  });

  const raise = (tx: Tx, state: string) =>
    tx.query(`DO $$ BEGIN RAISE EXCEPTION 'asked for' USING ERRCODE = '${state}'; END $$`);
  const rename = (tx: Tx, name: string) =>
    tx.query('UPDATE organizations SET name = $2 WHERE organization_id = $1', [acme, name]);
  const nameOfAcme = async () => {
    const { rows } = await t.superuser.query<{ name: string }>('SELECT name FROM organizations');
    return rows[0]?.name;
  };

  it.each(['40001', '40P01'])('runs the whole work again on %s', async (state) => {
    let attempts = 0;
    const answer = await t.unitOfWork.run(acme, async (tx) => {
      attempts += 1;
      await rename(tx, `Acme ${state} ${attempts}`);
      if (attempts < 3) await raise(tx, state);
      return attempts;
    });
    expect(answer).toBe(3);
    expect(await nameOfAcme()).toBe(`Acme ${state} 3`);
  });

  it('gives up after the third attempt', async () => {
    let attempts = 0;
    const run = t.unitOfWork.run(acme, async (tx) => {
      attempts += 1;
      await raise(tx, '40001');
    });
    await expect(run).rejects.toThrow('asked for');
    expect(attempts).toBe(3);
  });

  it('does not repeat after any other error, and undoes the work', async () => {
    const before = await nameOfAcme();
    let attempts = 0;
    const run = t.unitOfWork.run(acme, async (tx) => {
      attempts += 1;
      await rename(tx, 'half done');
      throw new Error('the domain refused');
    });
    await expect(run).rejects.toThrow('the domain refused');
    expect(attempts).toBe(1);
    expect(await nameOfAcme()).toBe(before);
  });

  it('lets two transactions that lock each other out both succeed', async () => {
    const rows = ['first', 'second'];
    await t.superuser.query(`CREATE TABLE pair (name text PRIMARY KEY, touched integer NOT NULL)`);
    await t.superuser.query('GRANT SELECT, UPDATE ON pair TO purser_app');
    await t.superuser.query("INSERT INTO pair VALUES ('first', 0), ('second', 0)");
    const bothHoldOne = barrier(2);
    const touch = async (tx: Tx, name: string) => {
      await tx.query('UPDATE pair SET touched = touched + 1 WHERE name = $1', [name]);
    };
    const crossing = (names: readonly string[]) => {
      let attempts = 0;
      return t.unitOfWork.run(acme, async (tx) => {
        attempts += 1;
        await touch(tx, names[0] ?? '');
        // Only on the first attempt: the one that is repeated need not meet the other again.
        if (attempts === 1) await bothHoldOne();
        await touch(tx, names[1] ?? '');
        return attempts;
      });
    };
    const attempts = await Promise.all([crossing(rows), crossing(rows.toReversed())]);
    // A busy machine may make a victim of each in turn; that neither was is impossible.
    expect(Math.max(...attempts)).toBeGreaterThan(1);
    const { rows: touched } = await t.superuser.query('SELECT touched FROM pair');
    expect(touched).toEqual([{ touched: 2 }, { touched: 2 }]);
  });

  it('cannot write in a read', async () => {
    const run = t.unitOfWork.read(acme, (tx) => rename(tx, 'x'));
    const error: unknown = await run.catch((caught: unknown) => caught);
    expect(sqlState(error)).toBe('25006');
  });

  it('cannot write a row of another organization', async () => {
    const other = await anOrganization(t, { name: 'Globex' });
    const run = t.unitOfWork.run(acme, (tx) =>
      tx.query(
        `INSERT INTO outbox (organization_id, id, event, payload, created_at)
         VALUES ($1, $1, 'x', '{}', $2)`,
        [other, t.clock.now()],
      ),
    );
    const error: unknown = await run.catch((caught: unknown) => caught);
    expect(sqlState(error)).toBe('42501');
  });

  it('names the constraint that was violated', async () => {
    const run = t.unitOfWork.run(acme, (tx) =>
      tx.query('UPDATE organizations SET currency = $2 WHERE organization_id = $1', [acme, 'usd']),
    );
    const error: unknown = await run.catch((caught: unknown) => caught);
    expect(violatedConstraint(error)).toBe('organizations_currency_check');
  });

  it.each(['', 'acme', "'; DROP TABLE organizations; --"])('refuses %j as an id', (id) => {
    expect(() => t.unitOfWork.run(id, () => Promise.resolve())).toThrow(TypeError);
  });
});
