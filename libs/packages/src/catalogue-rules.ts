import type { FieldProblem } from '@purser/contracts';
import { InvalidRequest } from '@purser/platform';
import type {
  CustomPrices,
  PackageDefinition,
  TaxRateDefinition,
} from './catalogue-definitions.js';
import { chargeStepMinor } from './charge-limits.js';

const PERCENT = /^\d{1,3}(\.\d{1,3})?$/;

/**
 * A package may name each currency once, and its price must be an amount the provider charges as it
 * is, so that price x quantity is the line to the minor unit.
 *
 * @throws InvalidRequest
 */
export function checkPackage({ prices }: PackageDefinition): void {
  const seen = new Set<string>();
  const faults = prices.flatMap(({ currency, amountMinor }, index): FieldProblem[] => {
    const pointer = `/prices/${index}`;
    if (seen.has(currency)) {
      return [{ pointer: `${pointer}/currency`, detail: `${currency} is named twice` }];
    }
    seen.add(currency);
    const fault = unchargeable(amountMinor, currency);
    return fault ? [{ pointer: `${pointer}/amount`, detail: fault }] : [];
  });
  refuseIfAny(faults);
}

/** Why a price cannot be charged as it is, or null. */
export function unchargeable(amountMinor: bigint, currency: string): string | null {
  const step = chargeStepMinor(currency);
  if (amountMinor <= 0n) return 'must be above zero';
  if (amountMinor % step === 0n) return null;
  return `must be a multiple of ${step}: the provider charges ${currency} in steps of ${step}`;
}

/** @throws InvalidRequest when the tiers do not ascend from 0 or a price is not above zero */
export function checkTiers({ tiers }: CustomPrices): void {
  const faults: FieldProblem[] = [];
  if (tiers[0]?.fromTokens !== 0n) faults.push({ pointer: '/tiers', detail: 'must begin at 0' });
  for (const [index, tier] of tiers.entries()) {
    const before = tiers[index - 1];
    if (before && before.fromTokens >= tier.fromTokens) {
      faults.push({ pointer: `/tiers/${index}/fromTokens`, detail: 'must ascend' });
    }
    if (tier.perThousandMilliMinor <= 0n) {
      faults.push({ pointer: `/tiers/${index}`, detail: 'the price must be above zero' });
    }
  }
  refuseIfAny(faults);
}

/** @throws InvalidRequest when the percent is not a decimal from 0 to 100 or the period is empty */
export function checkTaxRate({ percent, validFrom, validTo }: TaxRateDefinition): void {
  const faults: FieldProblem[] = [];
  if (!PERCENT.test(percent) || Number(percent) > 100) {
    faults.push({ pointer: '/percent', detail: 'must be a decimal from 0 to 100, like 8.875' });
  }
  if (validTo !== null && validTo <= validFrom) {
    faults.push({ pointer: '/validTo', detail: 'must be after validFrom' });
  }
  refuseIfAny(faults);
}

function refuseIfAny(faults: readonly FieldProblem[]): void {
  if (faults.length > 0) throw new InvalidRequest(faults);
}
