import { Organizations } from '@purser/identity';
import { Catalogue } from '@purser/packages';
import { systemActor } from '@purser/platform';
import type { Purser } from '../purser.js';

const STAFF = systemActor('test');

/**
 * Token counts and prices that divide into nothing round; KWD with its tax in tens, as Stripe takes it.
 * The last is a custom amount: thousandths of a minor unit for a thousand tokens.
 */
const MARKETS = [
  { currency: 'JPY', country: 'JP', tax: '10', pricesMinor: [7_001n, 13_009n], custom: 233_700n },
  { currency: 'USD', country: 'US', tax: '8.875', pricesMinor: [4_999n, 8_887n], custom: 171_300n },
  { currency: 'KWD', country: 'KW', tax: '5', pricesMinor: [12_400n, 23_600n], custom: 400_000n },
] as const;

/** Short-lived with a bonus, and one that lasts longer than the year. */
const PACKAGES = [
  { name: 'Odd', tokens: 30_011n, bonusTokens: 997n, validityDays: 70 },
  { name: 'Prime', tokens: 50_021n, bonusTokens: 0n, validityDays: null },
] as const;

/** Somebody who buys in one currency, and what is offered to them. */
export interface Customer {
  readonly organizationId: string;
  readonly currency: string;
  readonly packageIds: readonly string[];
}

/** Opens `count` organizations for each currency, with packages of their own. */
export async function openMarkets(purser: Purser, count: number): Promise<Customer[]> {
  const catalogue = purser.app.get(Catalogue, { strict: false });
  const packageIds: string[] = [];
  for (const [index, offer] of PACKAGES.entries()) {
    const prices = MARKETS.map(({ currency, pricesMinor }) => ({
      currency,
      amountMinor: pricesMinor[index] ?? 0n,
    }));
    const made = await catalogue.createPackage(
      { ...offer, description: '', active: true, prices },
      STAFF,
    );
    packageIds.push(made.item.id);
  }
  const customers: Customer[] = [];
  for (const { currency, country, tax: percent, custom } of MARKETS) {
    const rate = { country, percent, validTo: null, reverseChargeArea: null };
    await catalogue.setTaxRate({ ...rate, validFrom: '2020-01-01' }, STAFF);
    const tiers = [{ fromTokens: 0n, perThousandMilliMinor: custom }];
    await catalogue.setTiers({ currency, validityDays: 50, tiers }, STAFF);
    for (let n = 0; n < count; n += 1) {
      const name = `Year ${currency} ${n}`;
      const { id: organizationId } = await purser.app.get(Organizations, { strict: false }).create(
        {
          ...{ name, legalName: `${name} Ltd`, currency, country, timeZone: 'UTC' },
          ...{ billingEmail: 'books@year.test', addressLines: ['1 Ledger Lane'] },
          ...{ taxId: null, poNumber: null },
        },
        STAFF,
      );
      customers.push({ organizationId, currency, packageIds });
    }
  }
  return customers;
}
