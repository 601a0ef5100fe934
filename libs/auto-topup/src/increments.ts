/** What a threshold compares. Tokens. */
export interface Gap {
  readonly available: bigint;
  /** Tokens that are being paid and not yet credited. */
  readonly inFlight: bigint;
  readonly below: bigint;
  /** Tokens that one increment credits, bonus included; at least 1. */
  readonly increment: bigint;
}

/**
 * The least whole increments after which the wallet lands strictly above `below`, counting what is
 * in flight; 0 where that alone closes the gap.
 */
export function incrementsFor({ available, inFlight, below, increment }: Gap): number {
  const short = below - available - inFlight;
  return short < 0n ? 0 : Number(short / increment) + 1;
}

/**
 * The most increments, up to `wanted`, that `fits` allows; 0 where not even one does. What fits
 * fits in any smaller number too, so few are asked.
 */
export async function mostThatFit(
  wanted: number,
  fits: (increments: number) => Promise<boolean>,
): Promise<number> {
  if (wanted === 0 || (await fits(wanted))) return wanted;
  let least = 0;
  let beyond = wanted;
  while (beyond - least > 1) {
    const middle = Math.floor((least + beyond) / 2);
    if (await fits(middle)) least = middle;
    else beyond = middle;
  }
  return least;
}
