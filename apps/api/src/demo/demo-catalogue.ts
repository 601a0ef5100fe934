import type { Catalogue, CustomPrices, PackageDefinition } from '@purser/packages';
import type { Actor } from '@purser/platform';

const YEAR_DAYS = 365;

const PACKAGES: readonly PackageDefinition[] = [
  aPackage('Starter', 'For a first project', 50_000n, 0n, 4_900n, 4_900n),
  aPackage('Growth', 'For a team with steady usage', 250_000n, 12_500n, 22_500n, 22_500n),
  aPackage('Scale', 'For several teams or one busy product', 500_000n, 50_000n, 42_500n, 42_500n),
  aPackage('Enterprise', 'For whole departments', 2_500_000n, 375_000n, 199_000n, 199_000n),
];

/** Volume tiers: thousandths of a minor unit per 1,000 tokens, so $1.00, $0.92 and $0.85. */
const CUSTOM: readonly CustomPrices[] = [
  customPrices('USD', [100_000n, 92_000n, 85_000n]),
  customPrices('JPY', [150_000n, 138_000n, 128_000n]),
];

/** What the demo sells, by whom and with which tax; gives the packages' ids by name. */
export async function seedCatalogue(
  catalogue: Catalogue,
  actor: Actor,
): Promise<Map<string, string>> {
  await catalogue.setLegalEntity(
    {
      name: 'Purser Demo Inc.',
      addressLines: ['350 Fifth Avenue', 'New York, NY 10118'],
      country: 'US',
      taxId: '98-7654321',
    },
    actor,
  );
  await catalogue.setTaxRate(
    {
      country: 'US',
      percent: '8.875',
      validFrom: '2020-01-01',
      validTo: null,
      reverseChargeArea: null,
    },
    actor,
  );
  for (const list of CUSTOM) await catalogue.setTiers(list, actor);
  const ids = new Map<string, string>();
  for (const definition of PACKAGES) {
    const { item } = await catalogue.createPackage(definition, actor);
    ids.set(item.name, item.id);
  }
  return ids;
}

function aPackage(
  name: string,
  description: string,
  tokens: bigint,
  bonusTokens: bigint,
  usdMinor: bigint,
  yen: bigint,
): PackageDefinition {
  return {
    name,
    description,
    tokens,
    bonusTokens,
    validityDays: YEAR_DAYS,
    active: true,
    prices: [
      { currency: 'USD', amountMinor: usdMinor },
      // A cent is worth about one and a half yen in this demo.
      { currency: 'JPY', amountMinor: (yen * 3n) / 2n },
    ],
  };
}

function customPrices(
  currency: string,
  perThousand: readonly [bigint, bigint, bigint],
): CustomPrices {
  const starts = [0n, 100_000n, 500_000n];
  return {
    currency,
    validityDays: YEAR_DAYS,
    tiers: perThousand.map((perThousandMilliMinor, index) => ({
      fromTokens: starts[index] ?? 0n,
      perThousandMilliMinor,
    })),
  };
}
