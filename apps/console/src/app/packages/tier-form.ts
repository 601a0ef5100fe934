import { type CustomPricesView, currencyExponent } from '@purser/contracts';
import { parseDecimal } from '../shared/format/money.js';
import { formatTokens, parseTokens } from '../shared/format/tokens.js';
import type { CustomPricesBody } from './packages-api.js';

/** A tier as people type it: from how many tokens on, and the price of 1,000 in major units. */
export interface TierRow {
  from: string;
  perThousand: string;
}

/** Thousandths of a minor unit: so fine may the price of 1,000 tokens be. */
const FINER_DIGITS = 3;

/** What was typed as the price of 1,000 tokens, in thousandths of a minor unit; null = none. */
export function parsePerThousand(text: string, currency: string): number | null {
  const scaled = parseDecimal(text, currencyExponent(currency) + FINER_DIGITS);
  return scaled !== null && scaled > 0 ? scaled : null;
}

/** The rows of a price list. */
export function tierRows(list: CustomPricesView): TierRow[] {
  return list.tiers.map(({ fromTokens, pricePerThousand }) => ({
    from: formatTokens(fromTokens),
    perThousand: pricePerThousand,
  }));
}

export interface ReadTiers {
  tiers: CustomPricesBody['tiers'];
  /** What is wrong, by the number of its row. */
  faults: ReadonlyMap<number, string>;
}

/** Reads the rows, and says of each what is wrong: they ascend, and the first is from 0. */
export function readTiers(rows: readonly TierRow[], currency: string): ReadTiers {
  const faults = new Map<number, string>();
  let before = -1;
  const tiers = rows.map(({ from, perThousand }, index) => {
    const fromTokens = parseTokens(from);
    const perThousandMilliMinor = parsePerThousand(perThousand, currency);
    if (fromTokens === null) faults.set(index, 'Enter whole tokens.');
    else if (index === 0 && fromTokens !== 0) faults.set(index, 'The first tier is from 0.');
    else if (fromTokens <= before) faults.set(index, 'Must be above the tier before it.');
    else if (perThousandMilliMinor === null) faults.set(index, 'Enter a price above zero.');
    before = fromTokens ?? before;
    return { fromTokens: fromTokens ?? 0, perThousandMilliMinor: perThousandMilliMinor ?? 0 };
  });
  return { tiers, faults };
}
