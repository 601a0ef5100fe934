import fc from 'fast-check';

/** One thing that happens to a wallet. `pick` chooses among what earlier steps left. */
export type Step =
  | { do: 'grant'; tokens: number; priority: number; days: number; free: boolean }
  | { do: 'buy'; tokens: number; bonus: number; days: number }
  | { do: 'debit'; amount: number }
  | { do: 'batch'; amounts: number[] }
  | { do: 'repeat'; pick: number }
  | { do: 'hold'; amount: number; hours: number }
  | { do: 'capture'; pick: number; share: number }
  | { do: 'release'; pick: number }
  | { do: 'reverse'; pick: number }
  | { do: 'adjust'; amount: number }
  | { do: 'refund'; pick: number; tokens: number }
  | { do: 'refundFailed'; pick: number }
  | DisputeStep;

type DisputeStep =
  | { do: 'dispute'; pick: number }
  | { do: 'disputeWon'; pick: number }
  | { do: 'disputeLost'; pick: number; tokens: number };

/** What happens at one instant: to every wallet, or to each what its own sequence says. */
export type Moment = { do: 'wait'; hours: number } | { do: 'sweep' } | { do: 'step' };

/** Sequences that happen to as many wallets along one time. */
export interface Story {
  moments: Moment[];
  /** For each wallet its steps; those of one group are asked for at the same time. */
  sequences: Step[][][];
}

const tokens = fc.integer({ min: 1, max: 30 });
const pick = fc.nat({ max: 20 });
const days = fc.integer({ min: 0, max: 3 });
const does = <T extends string>(...what: T[]) => fc.constantFrom(...what);

const disputeStep: fc.Arbitrary<DisputeStep> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: does('dispute'), pick }) },
  fc.record({ do: does('disputeWon'), pick }),
  fc.record({ do: does('disputeLost'), pick, tokens: fc.integer({ min: 1, max: 60 }) }),
);
const plainStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: does('grant'),
    tokens: fc.integer({ min: 1, max: 60 }),
    priority: fc.integer({ min: 1, max: 2 }),
    days,
    free: fc.boolean(),
  }),
  fc.record({ do: does('buy'), tokens, bonus: fc.nat({ max: 10 }), days }),
  { weight: 3, arbitrary: fc.record({ do: does('debit'), amount: tokens }) },
  fc.record({
    do: does('batch'),
    amounts: fc.array(tokens, { minLength: 2, maxLength: 3 }),
  }),
  fc.record({ do: does('repeat'), pick }),
  fc.record({ do: does('hold'), amount: tokens, hours: fc.integer({ min: 1, max: 72 }) }),
  fc.record({ do: does('capture'), pick, share: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ do: does('release'), pick }),
  fc.record({ do: does('reverse'), pick }),
  fc.record({ do: does('adjust'), amount: fc.integer({ min: -20, max: -1 }) }),
  fc.record({ do: does('refund'), pick, tokens: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ do: does('refundFailed'), pick }),
);
const alone = (arbitrary: fc.Arbitrary<Step>) => arbitrary.map((step) => [step]);
/** At most one of a group is about a dispute: the order of two at one instant has no answer. */
const group: fc.Arbitrary<Step[]> = fc.oneof(
  { weight: 4, arbitrary: alone(plainStep) },
  { weight: 1, arbitrary: alone(disputeStep) },
  { weight: 2, arbitrary: fc.array(plainStep, { minLength: 2, maxLength: 3 }) },
  fc.tuple(disputeStep, plainStep),
);
const moment: fc.Arbitrary<Moment> = fc.oneof(
  { weight: 7, arbitrary: fc.record({ do: does('step') }) },
  { weight: 2, arbitrary: fc.record({ do: does('wait'), hours: fc.integer({ min: 1, max: 60 }) }) },
  fc.record({ do: does('sweep') }),
);

/** Stories of `wallets` wallets, about a dozen moments long. */
export function stories(wallets: number): fc.Arbitrary<Story> {
  return fc.record({
    moments: fc.array(moment, { minLength: 8, maxLength: 16 }),
    sequences: fc.array(fc.array(group, { minLength: 6, maxLength: 12 }), {
      minLength: wallets,
      maxLength: wallets,
    }),
  });
}
