import { Organizations } from '@purser/identity';
import { Catalogue } from '@purser/packages';
import { systemActor } from '@purser/platform';
import type { Purser } from '../purser.js';

const STAFF = systemActor('test');

/** Token counts and prices that divide into nothing round; KWD in tens, as Stripe takes it. */
const MARKETS = [
  { currency: 'JPY', country: 'JP', tax: '10', pricesMinor: [7_001n, 13_009n] },
  { currency: 'USD', country: 'US', tax: '8.875', pricesMinor: [4_999n, 8_887n] },
  { currency: 'KWD', country: 'KW', tax: '5', pricesMinor: [12_340n, 23_570n] },
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
  for (const { currency, country, tax: percent } of MARKETS) {
    const rate = { country, percent, validTo: null, reverseChargeArea: null };
    await catalogue.setTaxRate({ ...rate, validFrom: '2020-01-01' }, STAFF);
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
