import type { Outcome } from '../../core/http/outcome.js';

/** The provider tells of a refusal at once; without its news the next try asks for it. */
const REFUSAL_LOOKS = 10;

export interface Looks {
  readonly most: number;
  readonly pauseMs: number;
}

/** Looks again and again until `isKnown`, and gives what was seen last; a problem ends it. */
export async function lookUntil<T>(
  look: () => Promise<Outcome<T>>,
  isKnown: (seen: T) => boolean,
  { most, pauseMs }: Looks,
): Promise<Outcome<T>> {
  for (let left = most; ; left -= 1) {
    const outcome = await look();
    if (!outcome.ok || isKnown(outcome.value)) return outcome;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    if (left <= 1) return outcome;
  }
}

/** Looks until it is known that the bank refused: paying earlier only brings the same refusal. */
export function lookUntilRefused<T extends { readonly status: string }>(
  look: () => Promise<Outcome<T>>,
  pauseMs: number,
): Promise<Outcome<T>> {
  const isKnown = ({ status }: T) => status !== 'requires_action';
  return lookUntil(look, isKnown, { most: REFUSAL_LOOKS, pauseMs });
}
