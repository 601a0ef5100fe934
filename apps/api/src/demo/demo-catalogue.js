const YEAR_DAYS = 365;
const PACKAGES = [
    aPackage('Starter', 'For a first project', 50000n, 0n, 4900n, 4900n),
    aPackage('Growth', 'For a team with steady usage', 250000n, 12500n, 22500n, 22500n),
    aPackage('Scale', 'For several teams or one busy product', 500000n, 50000n, 42500n, 42500n),
    aPackage('Enterprise', 'For whole departments', 2500000n, 375000n, 199000n, 199000n),
];
/** Volume tiers: thousandths of a minor unit per 1,000 tokens, so $1.00, $0.92 and $0.85. */
const CUSTOM = [
    customPrices('USD', [100000n, 92000n, 85000n]),
    customPrices('JPY', [150000n, 138000n, 128000n]),
];
/** What the demo sells, by whom and with which tax; gives the packages' ids by name. */
export async function seedCatalogue(catalogue, actor) {
    await catalogue.setLegalEntity({
        name: 'Purser Demo Inc.',
        addressLines: ['350 Fifth Avenue', 'New York, NY 10118'],
        country: 'US',
        taxId: '98-7654321',
    }, actor);
    await catalogue.setTaxRate({ country: 'US', percent: '8.875', validFrom: '2020-01-01', validTo: null, reverseChargeArea: null }, actor);
    for (const list of CUSTOM)
        await catalogue.setTiers(list, actor);
    const ids = new Map();
    for (const definition of PACKAGES) {
        const { item } = await catalogue.createPackage(definition, actor);
        ids.set(item.name, item.id);
    }
    return ids;
}
function aPackage(name, description, tokens, bonusTokens, usdMinor, yen) {
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
function customPrices(currency, perThousand) {
    const starts = [0n, 100000n, 500000n];
    return {
        currency,
        validityDays: YEAR_DAYS,
        tiers: perThousand.map((perThousandMilliMinor, index) => ({
            fromTokens: starts[index] ?? 0n,
            perThousandMilliMinor,
        })),
    };
}
//# sourceMappingURL=demo-catalogue.js.map