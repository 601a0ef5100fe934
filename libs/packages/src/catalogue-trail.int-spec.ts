import { AuditAnchors, AuditLog, AuditVerifier, PLATFORM_TRAIL } from '@purser/audit';
import { newId, systemActor, type Actor } from '@purser/platform';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { Catalogue, PackagesModule, type PackageDefinition } from './index.js';

const ROOT: Actor = {
  ...systemActor('root@purser.test'),
  type: 'user',
  id: newId(new Date(0)),
  requestId: 'request-1',
  ip: '198.51.100.24',
};
const PACKAGE: PackageDefinition = {
  name: 'Team',
  description: 'For a team',
  tokens: 1_000n,
  bonusTokens: 0n,
  validityDays: null,
  active: true,
  prices: [
    { currency: 'USD', amountMinor: 900n },
    { currency: 'EUR', amountMinor: 800n },
  ],
};

describe('the audit trail of the catalogue', () => {
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

  const trail = async () =>
    (await t.get(AuditLog).page(PLATFORM_TRAIL, {}, { limit: 100 })).data.toReversed();
  /** The records that `work` leaves. */
  const recorded = async (work: () => Promise<unknown>) => {
    const before = await trail();
    await work();
    return (await trail()).slice(before.length);
  };

  it('says who added a package and who changed its price from what to what', async () => {
    const [created] = await recorded(() => catalogue.createPackage(PACKAGE, ROOT));
    expect(created).toMatchObject({
      organizationId: PLATFORM_TRAIL,
      action: 'package.created',
      actor: { type: 'user', id: ROOT.id, name: 'root@purser.test' },
      before: null,
      after: { name: 'Team', tokens: 1_000, prices: { USD: { amount: 900, currency: 'USD' } } },
      requestId: 'request-1',
      ip: '198.51.100.24',
      at: t.clock.now().toISOString(),
    });
    const prices = [{ currency: 'USD', amountMinor: 950n }];
    const id = created?.subjectId ?? '';
    const [changed] = await recorded(() =>
      catalogue.updatePackage(id, { ...PACKAGE, prices }, null, ROOT),
    );
    expect(changed).toMatchObject({
      action: 'package.changed',
      subjectId: id,
      before: { version: 1, prices: { EUR: { amount: 800 }, USD: { amount: 900 } } },
      after: { version: 2, prices: { USD: { amount: 950, currency: 'USD' } } },
    });
    expect(changed?.after).not.toHaveProperty('prices.EUR');
  });

  it('records nothing where nothing was changed', async () => {
    const other = { ...PACKAGE, name: 'Other' };
    const { item } = await catalogue.createPackage(other, ROOT);
    expect(
      await recorded(async () => {
        await catalogue.createPackage(other, ROOT);
        for (const refused of [
          () => catalogue.createPackage({ ...other, tokens: 2n }, ROOT),
          () => catalogue.updatePackage(item.id, other, '"7"', ROOT),
          () => catalogue.updatePackage(item.id, { ...other, name: 'Team' }, null, ROOT),
        ]) {
          await expect(refused()).rejects.toMatchObject({ problem: expect.any(String) });
        }
      }),
    ).toEqual([]);
  });

  it('keeps tax rates, price lists and the seller with what they were before', async () => {
    const rate = { country: 'DE', validFrom: '2026-01-01', validTo: null };
    const seller = { name: 'Purser GmbH', addressLines: ['Platz 1'], country: 'DE', taxId: null };
    const list = { currency: 'KWD', validityDays: null };
    const tier = (perThousandMilliMinor: bigint) => [{ fromTokens: 0n, perThousandMilliMinor }];
    const records = await recorded(async () => {
      for (const percent of ['19.0', '20']) {
        await catalogue.setTaxRate({ ...rate, percent, reverseChargeArea: 'EU' }, ROOT);
      }
      await catalogue.setTiers({ ...list, tiers: tier(2_000_000n) }, ROOT);
      await catalogue.setTiers({ ...list, tiers: tier(2_500_125n) }, ROOT);
      await catalogue.setLegalEntity(seller, ROOT);
      await catalogue.setLegalEntity({ ...seller, name: 'Purser SE' }, ROOT);
    });
    expect(records.map(({ action, subjectId }) => [action, subjectId])).toEqual([
      ['tax-rate.set', 'DE 2026-01-01'],
      ['tax-rate.set', 'DE 2026-01-01'],
      ['custom-prices.set', 'KWD'],
      ['custom-prices.set', 'KWD'],
      ['seller.set', expect.any(String)],
      ['seller.set', expect.any(String)],
    ]);
    expect(records.map(({ before, after }) => [before, after])).toMatchObject([
      [null, { percent: '19', reverseChargeArea: 'EU' }],
      [{ percent: '19' }, { percent: '20' }],
      [null, { perThousand: { 'from 0': '2.000' } }],
      [{ perThousand: { 'from 0': '2.000' } }, { perThousand: { 'from 0': '2.500125' } }],
      [null, { soldBy: 'Purser GmbH', name: 'Purser GmbH', country: 'DE' }],
      [{ soldBy: 'Purser GmbH' }, { soldBy: 'Purser SE', name: 'Purser SE' }],
    ]);
    expect(records.at(-1)?.before).not.toHaveProperty('name');
  });

  it('says of a company that sells again what it was, and who sold before', async () => {
    const seller = { name: 'Purser GmbH', addressLines: ['Platz 2'], country: 'DE', taxId: null };
    const [again] = await recorded(() => catalogue.setLegalEntity(seller, ROOT));
    expect(again).toMatchObject({
      before: { soldBy: 'Purser SE', name: 'Purser GmbH', addressLines: ['Platz 1'] },
      after: { soldBy: 'Purser GmbH', addressLines: ['Platz 2'] },
    });
  });

  it('says of changes at once what each found', async () => {
    const rate = { country: 'NL', validFrom: '2026-01-01', validTo: null, reverseChargeArea: 'EU' };
    const seller = { addressLines: [], country: 'DE', taxId: null };
    const percents = ['1', '2', '3', '4'];
    const records = await recorded(() =>
      Promise.all([
        ...percents.map((percent) => catalogue.setTaxRate({ ...rate, percent }, ROOT)),
        ...percents.map((name) => catalogue.setLegalEntity({ ...seller, name }, ROOT)),
      ]),
    );
    for (const [action, field] of [
      ['tax-rate.set', 'percent'],
      ['seller.set', 'soldBy'],
    ] as const) {
      const own = records.filter((record) => record.action === action);
      expect(own).toHaveLength(4);
      const found = own.slice(1).map(({ before }) => before?.[field]);
      expect(found).toEqual(own.slice(0, -1).map(({ after }) => after?.[field]));
    }
  });

  it('is one chain, anchored with the others, in which an edit shows', async () => {
    const organizationId = await anOrganization(t);
    const tally = { items: 0, errors: 0, firstError: null };
    await t.get(AuditAnchors).anchorDue(t.clock.now(), tally);
    expect(tally.errors).toBe(0);
    const { length } = await trail();
    expect(await t.get(AuditVerifier).verify(PLATFORM_TRAIL)).toEqual({
      valid: true,
      entries: length,
      anchoredUntil: t.clock.now().toISOString(),
    });
    const { data } = await t.get(AuditLog).page(organizationId, {}, { limit: 100 });
    expect(data.every((record) => record.organizationId === organizationId)).toBe(true);
    await t.superuser.query('ALTER TABLE token_audit_log DISABLE TRIGGER USER');
    await t.superuser.query(
      `UPDATE token_audit_log SET after = jsonb_set(after, '{percent}', '"7"')
        WHERE organization_id = '${PLATFORM_TRAIL}' AND action = 'tax-rate.set' AND before IS NULL`,
    );
    expect(await t.get(AuditVerifier).verify(PLATFORM_TRAIL)).toMatchObject({
      valid: false,
      firstBroken: { detail: 'It is not what was recorded.' },
    });
  });
});
