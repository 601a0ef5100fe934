/** Mean of numbers; 0 of none. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : sum(values) / values.length;
}

export function sum(values: readonly number[]): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The value at `index`; 0 outside. */
export function nth(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}

/** The `share` quantile of ascending values, interpolated between order statistics; 0 of none. */
export function quantile(ascending: readonly number[], share: number): number {
  const place = (ascending.length - 1) * share;
  const below = Math.floor(place);
  const low = nth(ascending, below);
  return low + (nth(ascending, Math.min(below + 1, ascending.length - 1)) - low) * (place - below);
}

export function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5);
}

export function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
