import { arrayOfPlain, arrayOfTexts } from './array-literal.js';
import type { DebitWish, Wish } from './wish.js';

/** Debits of one organization that go into one statement with others. */
export interface DebitGroup {
  readonly organizationId: string;
  readonly items: readonly DebitWish[];
}

const parameters = (count: number) =>
  Array.from({ length: count }, (_, index) => `$${index + 1}`).join(', ');

/** Debits of many organizations, where that is simple: {@link spreadValues}. */
export const DEBIT_SPREAD = {
  name: 'debit-spread',
  text: `SELECT * FROM debit_spread(${parameters(11)})`,
};

/** Anything of one organization: {@link manyValues}. */
export const SPEND_MANY = {
  name: 'spend-many',
  text: `SELECT * FROM spend_many(${parameters(14)})`,
};

/** The parameters of {@link DEBIT_SPREAD}; `ids` become the entries', in the order of the items. */
export function spreadValues(
  groups: readonly DebitGroup[],
  ids: readonly string[],
  at: Date,
): unknown[] {
  const items = groups.flatMap((group) => group.items);
  return [
    arrayOfPlain(groups.map((group) => group.organizationId)),
    arrayOfPlain(groups.flatMap((group, index) => group.items.map(() => index + 1))),
    arrayOfPlain(ids),
    arrayOfPlain(items.map((item) => item.amount)),
    arrayOfTexts(items.map((item) => item.reference)),
    at,
    ...actorsOf(items),
    arrayOfTexts(items.map(metaOf)),
  ];
}

/**
 * The parameters of {@link SPEND_MANY}; `ids` become those of entries and holds, the spare ones
 * those of an event and of counted refusals.
 */
export function manyValues(
  organizationId: string,
  wishes: readonly Wish[],
  ids: readonly string[],
  spareIds: readonly [string, string],
  at: Date,
): unknown[] {
  return [
    organizationId,
    at,
    arrayOfPlain(wishes.map((wish) => wish.kind)),
    arrayOfPlain(ids),
    arrayOfPlain(wishes.map((wish) => ('amount' in wish ? wish.amount : null))),
    arrayOfTexts(wishes.map((wish) => ('reference' in wish ? wish.reference : null))),
    arrayOfPlain(wishes.map((wish) => ('holdId' in wish ? wish.holdId : null))),
    arrayOfPlain(wishes.map((wish) => ('ttlSeconds' in wish ? wish.ttlSeconds : null))),
    ...actorsOf(wishes),
    arrayOfTexts(wishes.map(metaOf)),
    arrayOfPlain(spareIds),
  ];
}

function actorsOf(wishes: readonly Wish[]): [string, string, string, string] {
  const actors = wishes.map((wish) => ('actor' in wish ? wish.actor : null));
  return [
    arrayOfPlain(actors.map((actor) => actor?.type ?? null)),
    arrayOfPlain(actors.map((actor) => actor?.id ?? null)),
    arrayOfTexts(actors.map((actor) => actor?.name ?? null)),
    arrayOfTexts(actors.map((actor) => actor?.requestId ?? null)),
  ];
}

function metaOf(wish: Wish): string | null {
  return wish.kind === 'debit' && wish.meta ? JSON.stringify(wish.meta) : null;
}
