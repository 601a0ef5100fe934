import { newId, systemActor, type Actor } from '@purser/platform';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import {
  Catalogue,
  CatalogueReader,
  PackagesModule,
  Pricing,
  Sellers,
  type PackageDefinition,
} from './index.js';

const seed = systemActor('seed');
const root: Actor = { ...seed, type: 'user', id: newId(new Date(0)), name: 'root@purser.test' };

let database: TestDatabase;
let t: RunningModule;
let catalogue: Catalogue;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await testModule({ imports: [PackagesModule], database });
  catalogue = t.get(Catalogue);
});

afterAll(async () => {
  await t.close();
  await database.drop();
});

const aPackage = (fields: Partial<PackageDefinition> = {}): PackageDefinition => ({
  name: `Package ${newId(t.clock.now())}`,
  description: 'For a team',
  tokens: 1_000n,
  bonusTokens: 0n,
  validityDays: null,
  active: true,
  prices: [
    { currency: 'USD', amountMinor: 900n },
    { currency: 'EUR', amountMinor: 800n },
  ],
  ...fields,
});

describe('the catalogue', () => {
  it('sells nothing before a seller is set', async () => {
    const organizationId = await anOrganization(t, { currency: 'USD' });
    await t.superuser.query('DELETE FROM legal_entities');
    const { item } = await catalogue.createPackage(aPackage(), seed);
    await expect(
      t.unitOfWork.read(organizationId, (tx) =>
        t.get(Pricing).quotePackage(tx, { packageId: item.id, quantity: 1, at: t.clock.now() }),
      ),
    ).rejects.toMatchObject({ problem: 'not-offered' });
  });

  it('gives the first package back when the same one is added again, even at once', async () => {
    const definition = aPackage();
    const added = await Promise.all(
      [1, 2, 3, 4].map(() => catalogue.createPackage(definition, seed)),
    );
    const [first] = added;
    expect(new Set(added.map(({ item }) => item.id)).size).toBe(1);
    expect(first?.prices).toEqual([
      { currency: 'EUR', amountMinor: 800n },
      { currency: 'USD', amountMinor: 900n },
    ]);
  });

  it.each([
    { description: 'Other' },
    { tokens: 1_001n },
    { bonusTokens: 1n },
    { validityDays: 30 },
    { active: false },
    { prices: [{ currency: 'USD', amountMinor: 901n }] },
  ])('refuses another package of the same name: %p', async (difference) => {
    const definition = aPackage();
    await catalogue.createPackage(definition, seed);
    await expect(
      catalogue.createPackage({ ...definition, ...difference }, seed),
    ).rejects.toMatchObject({ problem: 'already-exists' });
  });

  it('replaces a package from the version it was read at, and says who did', async () => {
    const { item } = await catalogue.createPackage(aPackage(), seed);
    t.clock.advance({ hours: 1 });
    const change = aPackage({ prices: [{ currency: 'JPY', amountMinor: 500n }] });
    const changed = await catalogue.updatePackage(item.id, change, '"1"', root);
    expect(changed.item).toMatchObject({
      name: change.name,
      version: 2,
      createdBy: 'seed',
      updatedBy: 'root@purser.test',
      updatedAt: t.clock.now(),
    });
    expect(await t.get(CatalogueReader).package(item.id)).toEqual(changed);
    await expect(catalogue.updatePackage(item.id, change, '"1"', root)).rejects.toMatchObject({
      problem: 'precondition-failed',
      fields: { currentETag: '"2"' },
    });
    expect((await t.get(CatalogueReader).package(item.id)).item.version).toBe(2);
  });

  it('lets one of two changes from the same version win', async () => {
    const { item } = await catalogue.createPackage(aPackage(), seed);
    const outcomes = await Promise.allSettled(
      [1, 2, 3].map(() => catalogue.updatePackage(item.id, aPackage(), '"1"', root)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('refuses a name that another package has, and a package that does not exist', async () => {
    const { item } = await catalogue.createPackage(aPackage(), seed);
    const other = aPackage();
    await catalogue.createPackage(other, seed);
    await expect(catalogue.updatePackage(item.id, other, null, root)).rejects.toMatchObject({
      problem: 'already-exists',
    });
    for (const id of ['nonsense', newId(t.clock.now())]) {
      await expect(catalogue.updatePackage(id, other, null, root)).rejects.toMatchObject({
        problem: 'not-found',
      });
      await expect(t.get(CatalogueReader).package(id)).rejects.toMatchObject({
        problem: 'not-found',
      });
    }
  });

  it('replaces the price list of a currency whole', async () => {
    const organizationId = await anOrganization(t, { currency: 'NZD' });
    const seller = { name: 'Seller', addressLines: [], country: 'US', taxId: null };
    await catalogue.setLegalEntity(seller, seed);
    const list = { currency: 'NZD', validityDays: null };
    const tiers = [
      { fromTokens: 0n, perThousandMilliMinor: 200_000n },
      { fromTokens: 1_000n, perThousandMilliMinor: 100_000n },
    ];
    await catalogue.setTiers({ ...list, tiers }, seed);
    const priced = () =>
      t.unitOfWork.read(organizationId, (tx) =>
        t.get(Pricing).quoteCustom(tx, { tokens: 2_000n, at: t.clock.now() }),
      );
    expect((await priced()).subtotalMinor).toBe(300n);
    const one = [{ fromTokens: 0n, perThousandMilliMinor: 150_000n }];
    await catalogue.setTiers({ ...list, validityDays: 90, tiers: one }, seed);
    expect(await priced()).toMatchObject({ subtotalMinor: 300n, validityDays: 90 });
    expect((await priced()).tiers).toHaveLength(1);
  });

  it('has one seller: the legal entity that was set last', async () => {
    const seller = { addressLines: ['1 Street'], country: 'US', taxId: null };
    const current = () => t.unitOfWork.platform((tx) => t.get(Sellers).current(tx));
    await catalogue.setLegalEntity({ ...seller, name: 'First' }, seed);
    await catalogue.setLegalEntity({ ...seller, name: 'Second' }, seed);
    expect(await current()).toEqual({ ...seller, name: 'Second' });
    await catalogue.setLegalEntity({ ...seller, name: 'First', taxId: '12' }, seed);
    expect(await current()).toEqual({ ...seller, name: 'First', taxId: '12' });
  });
});
