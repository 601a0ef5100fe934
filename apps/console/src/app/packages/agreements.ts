import type { OrganizationPriceView } from '@purser/contracts';

/** What an agreement is about: a package by its id, or custom amounts (null). */
export type Agreed = Pick<OrganizationPriceView, 'packageId' | 'validFrom' | 'validTo'>;

export type AgreementState = 'holds' | 'later' | 'ended' | 'superseded';

/** How an agreement stands at `nowMs`: of those that hold at once, the one that began last counts. */
export function agreementState(
  one: OrganizationPriceView,
  all: readonly OrganizationPriceView[],
  nowMs: number,
): AgreementState {
  if (ms(one.validFrom) > nowMs) return 'later';
  if (one.validTo !== null && ms(one.validTo) <= nowMs) return 'ended';
  const winner = all
    .filter((other) => other.packageId === one.packageId && holdsAt(other, nowMs))
    .toSorted((a, b) => ms(b.validFrom) - ms(a.validFrom) || b.id.localeCompare(a.id))[0];
  return winner && winner.id !== one.id ? 'superseded' : 'holds';
}

/** The agreements about the same thing that would hold at some instant together with `planned`. */
export function overlapping(
  planned: Agreed,
  all: readonly OrganizationPriceView[],
): OrganizationPriceView[] {
  const from = ms(planned.validFrom);
  const to = planned.validTo === null ? Infinity : ms(planned.validTo);
  return all
    .filter((other) => {
      const end = other.validTo === null ? Infinity : ms(other.validTo);
      return other.packageId === planned.packageId && ms(other.validFrom) < to && from < end;
    })
    .toSorted((a, b) => ms(a.validFrom) - ms(b.validFrom));
}

/** Whether `planned` counts where both hold: it begins later, or at the same time but after it. */
export function prevails(planned: Agreed, other: Agreed): boolean {
  return ms(planned.validFrom) >= ms(other.validFrom);
}

function holdsAt(one: Agreed, atMs: number): boolean {
  return ms(one.validFrom) <= atMs && (one.validTo === null || ms(one.validTo) > atMs);
}

function ms(instant: string): number {
  return Date.parse(instant);
}
