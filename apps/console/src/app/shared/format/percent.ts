const whole = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });

/** A share as people write it: `0.8` is `80%` in en-US, `80 %` in de-DE. */
export function formatPercent(share: number): string {
  return whole.format(share);
}
