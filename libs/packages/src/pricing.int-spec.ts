import { newId, systemActor } from '@purser/platform';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type OrganizationFields,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import {
  Catalogue,
  OrganizationPrices,
  PackagesModule,
  Pricing,
  type FrozenQuote,
  type PackageDefinition,
  type PriceAgreement,
} from './index.js';

const staff = systemActor('seed');
const SELLER = { name: 'Purser GmbH', addressLines: ['Berlin'], country: 'DE', taxId: 'DE1' };

const GROWTH: PackageDefinition = {
  name: 'Growth',
  description: 'For a team',
  tokens: 250_000n,
  bonusTokens: 12_500n,
  validityDays: 365,
  active: true,
  prices: [
    { currency: 'USD', amountMinor: 22_500n },
    { currency: 'EUR', amountMinor: 20_001n },
    { currency: 'JPY', amountMinor: 33_755n },
    { currency: 'KWD', amountMinor: 70_110n },
  ],
};

let database: TestDatabase;
let t: RunningModule;
let packageId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await testModule({ imports: [PackagesModule], database });
  const catalogue = t.get(Catalogue);
  await catalogue.setLegalEntity(SELLER, staff);
  const everAfter = { validTo: null, validFrom: '2020-01-01' };
  for (const [country, percent] of [
    ['DE', '19'],
    ['FR', '20'],
  ] as const) {
    const area = { reverseChargeArea: 'EU' };
    await catalogue.setTaxRate({ country, percent, ...everAfter, ...area }, staff);
  }
  packageId = (await catalogue.createPackage(GROWTH, staff)).item.id;
  const tiers = [
    { fromTokens: 0n, perThousandMilliMinor: 100_000n },
    { fromTokens: 100_000n, perThousandMilliMinor: 85_000n },
  ];
  await catalogue.setTiers({ currency: 'USD', validityDays: 180, tiers }, staff);
});

afterAll(async () => {
  await t.close();
  await database.drop();
});

const buyer = (fields: Partial<OrganizationFields> = {}) => anOrganization(t, fields);

const quote = (organizationId: string, quantity = 1, id = packageId): Promise<FrozenQuote> =>
  t.unitOfWork.read(organizationId, (tx) =>
    t.get(Pricing).quotePackage(tx, { packageId: id, quantity, at: t.clock.now() }),
  );

const quoteCustom = (organizationId: string, tokens: bigint): Promise<FrozenQuote> =>
  t.unitOfWork.read(organizationId, (tx) =>
    t.get(Pricing).quoteCustom(tx, { tokens, at: t.clock.now() }),
  );

const agree = (organizationId: string, fields: Partial<PriceAgreement>) =>
  t.get(OrganizationPrices).create(
    organizationId,
    {
      packageId,
      currency: 'USD',
      amountMinor: 20_000n,
      perThousandMilliMinor: null,
      validFrom: null,
      validTo: null,
      ...fields,
    },
    staff,
  );

describe('the quote of a package', () => {
  it.each([
    ['USD', 'US', null, 1, 22_500n, 0n, 'exempt'],
    ['EUR', 'DE', 'DE2', 1, 20_001n, 3_800n, 'standard'], // 3800.19
    ['EUR', 'DE', null, 3, 60_003n, 11_401n, 'standard'], // 11400.57
    ['EUR', 'FR', 'FR12345678901', 1, 20_001n, 0n, 'reverse_charge'],
    ['EUR', 'FR', 'FR2', 1, 20_001n, 3_800n, 'standard'],
    ['JPY', 'DE', null, 1, 33_755n, 6_413n, 'standard'], // 6413.45
    ['JPY', 'DE', null, 10, 337_550n, 64_135n, 'standard'], // 64134.5
    ['KWD', 'DE', null, 1, 70_110n, 13_320n, 'standard'], // 13320.9, in steps of ten fils
  ])(
    'in %s for a buyer in %s with tax id %s, times %s',
    async (currency, country, taxId, quantity, subtotalMinor, taxMinor, taxTreatment) => {
      const organizationId = await buyer({ currency, country, taxId });
      expect(await quote(organizationId, quantity)).toMatchObject({
        label: 'Growth',
        packageId,
        quantity,
        tokens: 250_000n * BigInt(quantity),
        bonusTokens: 12_500n * BigInt(quantity),
        validityDays: 365,
        currency,
        unitAmountMinor: subtotalMinor / BigInt(quantity),
        subtotalMinor,
        taxMinor,
        totalMinor: subtotalMinor + taxMinor,
        taxTreatment,
      });
    },
  );

  it('takes no tax from an exempt organization', async () => {
    const organizationId = await buyer({ currency: 'EUR', country: 'DE', taxExempt: true });
    expect(await quote(organizationId)).toMatchObject({
      taxMinor: 0n,
      taxTreatment: 'exempt',
      taxRatePercent: '0',
      taxNote: 'The buyer is exempt from tax.',
    });
  });

  it('takes the rate in force at the time', async () => {
    const organizationId = await buyer({ currency: 'EUR', country: 'DE' });
    const catalogue = t.get(Catalogue);
    const rate = { country: 'DE', percent: '16', reverseChargeArea: 'EU' };
    await catalogue.setTaxRate({ ...rate, validFrom: '2026-07-01', validTo: '2027-01-01' }, staff);
    const rates: string[] = [];
    for (const at of ['2026-06-30T23:59:59Z', '2026-07-01T00:00:00Z', '2027-01-01T00:00:00Z']) {
      t.clock.set(at);
      rates.push((await quote(organizationId)).taxRatePercent);
    }
    expect(rates).toEqual(['19', '16', '19']);
  });

  it('is refused where there is no price in the currency', async () => {
    await expect(quote(await buyer({ currency: 'CHF' }))).rejects.toMatchObject({
      problem: 'not-offered',
      fields: { currency: 'CHF' },
    });
  });

  it.each(['', 'nonsense', '0197842f-1a2b-7c3d-8e4f-5a6b7c8d9e0f'])(
    'of the package %p does not exist',
    async (id) => {
      await expect(quote(await buyer(), 1, id)).rejects.toMatchObject({ problem: 'not-found' });
    },
  );

  it.each([0, -1, 1.5, 1_001])('is refused for the quantity %s', async (quantity) => {
    await expect(quote(await buyer(), quantity)).rejects.toMatchObject({
      problem: 'invalid-request',
      fields: { errors: [{ pointer: '/quantity' }] },
    });
  });

  it('is refused for a package that was withdrawn, and when the total cannot be charged', async () => {
    const organizationId = await buyer();
    const catalogue = t.get(Catalogue);
    const tiny = { ...GROWTH, name: 'Tiny', prices: [{ currency: 'USD', amountMinor: 25n }] };
    const { item } = await catalogue.createPackage(tiny, staff);
    await expect(quote(organizationId, 1, item.id)).rejects.toMatchObject({
      problem: 'amount-too-small',
      fields: { minimum: { amount: 50, currency: 'USD' } },
    });
    expect((await quote(organizationId, 2, item.id)).totalMinor).toBe(50n);
    const huge = [{ currency: 'USD', amountMinor: 200_000n }];
    await catalogue.updatePackage(item.id, { ...tiny, prices: huge }, null, staff);
    await expect(quote(organizationId, 1_000, item.id)).rejects.toMatchObject({
      problem: 'amount-too-large',
    });
    await catalogue.updatePackage(item.id, { ...tiny, active: false }, null, staff);
    await expect(quote(organizationId, 4, item.id)).rejects.toMatchObject({
      problem: 'not-offered',
    });
  });
});

describe('the quote of a custom amount', () => {
  it('adds up the slices of the tiers', async () => {
    const quoted = await quoteCustom(await buyer(), 150_000n);
    expect(quoted).toMatchObject({
      label: 'Custom amount',
      packageId: null,
      quantity: 1,
      tokens: 150_000n,
      bonusTokens: 0n,
      validityDays: 180,
      unitAmountMinor: 14_250n,
      subtotalMinor: 14_250n,
      totalMinor: 14_250n,
    });
    expect(quoted.tiers?.map((slice) => slice.amountMinor)).toEqual([10_000n, 4_250n]);
  });

  it('is from 1,000 to 10,000,000 tokens', async () => {
    const organizationId = await buyer();
    for (const tokens of [999n, 10_000_001n, 0n, -1_000n]) {
      await expect(quoteCustom(organizationId, tokens)).rejects.toMatchObject({
        problem: 'invalid-request',
      });
    }
    expect((await quoteCustom(organizationId, 10_000_000n)).subtotalMinor).toBe(851_500n);
    expect((await quoteCustom(organizationId, 1_000n)).subtotalMinor).toBe(100n);
  });

  it('is refused where the currency has no tiers', async () => {
    await expect(quoteCustom(await buyer({ currency: 'JPY' }), 5_000n)).rejects.toMatchObject({
      problem: 'not-offered',
    });
  });
});

describe('a price agreed with an organization', () => {
  it('wins while it holds, for that organization only', async () => {
    const organizationId = await buyer();
    const other = await buyer();
    t.clock.set('2026-06-18T18:32:00Z');
    const validFrom = new Date('2026-06-20T00:00:00Z');
    const validTo = new Date('2026-06-22T00:00:00Z');
    await agree(organizationId, { validFrom, validTo });
    const prices: bigint[] = [];
    for (const at of [
      '2026-06-19T23:59:59.999Z',
      '2026-06-20T00:00:00Z',
      '2026-06-21T23:59:59.999Z',
      '2026-06-22T00:00:00Z',
    ]) {
      t.clock.set(at);
      prices.push((await quote(organizationId)).subtotalMinor);
      expect((await quote(other)).subtotalMinor).toBe(22_500n);
    }
    expect(prices).toEqual([22_500n, 20_000n, 20_000n, 22_500n]);
  });

  it('gives way to the one that began later, and comes back when that is withdrawn', async () => {
    const organizationId = await buyer();
    await agree(organizationId, {});
    t.clock.advance({ days: 1 });
    const later = await agree(organizationId, { amountMinor: 18_000n });
    expect((await quote(organizationId)).subtotalMinor).toBe(18_000n);
    await t.get(OrganizationPrices).remove(organizationId, later.id, staff);
    expect((await quote(organizationId)).subtotalMinor).toBe(20_000n);
  });

  it('may be one for custom amounts, flat', async () => {
    const organizationId = await buyer();
    const custom = { packageId: null, amountMinor: null, perThousandMilliMinor: 79_800n };
    await agree(organizationId, custom);
    const quoted = await quoteCustom(organizationId, 150_000n);
    expect(quoted.subtotalMinor).toBe(11_970n);
    expect(quoted.tiers).toEqual([
      {
        fromTokens: 0n,
        toTokens: null,
        tokens: 150_000n,
        perThousandMilliMinor: 79_800n,
        amountMinor: 11_970n,
      },
    ]);
  });

  it('opens a package that has no catalogue price in the currency', async () => {
    const organizationId = await buyer({ currency: 'CHF' });
    await agree(organizationId, { currency: 'CHF', amountMinor: 19_900n });
    expect(await quote(organizationId)).toMatchObject({ currency: 'CHF', subtotalMinor: 19_900n });
  });

  it('is in the currency of the organization', async () => {
    await expect(agree(await buyer(), { currency: 'EUR' })).rejects.toMatchObject({
      problem: 'currency-mismatch',
      fields: { given: 'EUR', expected: 'USD' },
    });
  });

  it.each([
    [{ amountMinor: null }, 'invalid-request'],
    [{ perThousandMilliMinor: 1n }, 'invalid-request'],
    [{ packageId: null }, 'invalid-request'],
    [{ packageId: newId(new Date(0)) }, 'not-found'],
    [{ packageId: 'nonsense' }, 'not-found'],
    [{ validTo: new Date('2020-01-01T00:00:00Z') }, 'invalid-request'],
  ])('is refused as %p', async (fields, problem) => {
    await expect(agree(await buyer(), fields)).rejects.toMatchObject({ problem });
  });

  it('is in the audit trail when agreed and when withdrawn', async () => {
    const organizationId = await buyer();
    const { id } = await agree(organizationId, {});
    await t.get(OrganizationPrices).remove(organizationId, id, staff);
    const { rows } = await t.superuser.query(
      `SELECT action, subject_id, before, after FROM token_audit_log
       WHERE organization_id = $1 ORDER BY sequence`,
      [organizationId],
    );
    const price = { packageId, currency: 'USD', amountMinor: 20_000, perThousand: null };
    expect(rows).toMatchObject([
      { action: 'organization-price.created', subject_id: id, before: null, after: price },
      { action: 'organization-price.removed', subject_id: id, before: price, after: null },
    ]);
  });

  it('cannot be withdrawn by way of another organization', async () => {
    const organizationId = await buyer();
    const { id } = await agree(organizationId, {});
    await expect(t.get(OrganizationPrices).remove(await buyer(), id, staff)).rejects.toMatchObject({
      problem: 'not-found',
    });
    expect((await quote(organizationId)).subtotalMinor).toBe(20_000n);
  });
});
