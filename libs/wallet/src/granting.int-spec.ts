import { systemActor } from '@purser/platform';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { ReferenceReused, WalletModule, Wallets, type GrantedLot } from './index.js';

const seed = systemActor('seed');

function aLot(fields: Partial<GrantedLot> = {}): GrantedLot {
  return {
    kind: 'purchase',
    source: 'purchase',
    label: 'Starter',
    tokens: 1_000n,
    costMinor: 4_900n,
    currency: 'USD',
    expiresAt: null,
    reference: 'purser:purchase:1',
    ...fields,
  };
}

describe('granting', () => {
  let database: TestDatabase;
  let t: RunningModule;
  let organizationId: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    t = await testModule({ imports: [WalletModule], database });
  });

  afterAll(async () => {
    await t.close();
    await database.drop();
  });

  beforeEach(async () => {
    organizationId = await anOrganization(t);
  });

  const grant = (...lots: GrantedLot[]) =>
    t.unitOfWork.run(organizationId, (tx) =>
      t.get(Wallets).grant(tx, { lots, actor: seed, at: t.clock.now() }),
    );
  const balance = () =>
    t.unitOfWork.read(organizationId, (tx) => t.get(Wallets).balance(tx, t.clock.now()));

  it('writes one lot and one ledger entry for each granted lot', async () => {
    const grants = await grant(
      aLot(),
      aLot({ kind: 'bonus', source: 'bonus', tokens: 50n, costMinor: 0n, reference: 'purser:b' }),
    );
    const { rows } = await t.superuser.query(
      `SELECT id, kind, seq, amount, balance_after, available_after, lots
         FROM token_balance_history WHERE organization_id = $1 ORDER BY seq`,
      [organizationId],
    );
    expect(rows).toEqual([
      {
        id: grants[0]?.entryId,
        kind: 'purchase',
        seq: '1',
        amount: '1000',
        balance_after: '1000',
        available_after: '1000',
        lots: [grants[0]?.lotId],
      },
      {
        id: grants[1]?.entryId,
        kind: 'bonus',
        seq: '2',
        amount: '50',
        balance_after: '1050',
        available_after: '1050',
        lots: [grants[1]?.lotId],
      },
    ]);
    expect(await balance()).toMatchObject({ balance: 1_050, available: 1_050 });
  });

  it('grants a reference once and gives the first grant again', async () => {
    const first = await grant(aLot());
    expect(await grant(aLot())).toEqual(first);
    expect((await balance()).balance).toBe(1_000);
  });

  it('grants a reference once when two transactions race', async () => {
    const [one, other] = await Promise.all([grant(aLot()), grant(aLot())]);
    expect(one).toEqual(other);
    expect((await balance()).balance).toBe(1_000);
  });

  it('refuses a reference that was granted with other tokens', async () => {
    await grant(aLot());
    await expect(grant(aLot({ tokens: 2_000n }))).rejects.toThrow(ReferenceReused);
  });
});
