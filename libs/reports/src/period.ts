import { InvalidRequest } from '@purser/platform';

const DEFAULT_MS = 30 * 86_400_000;

/** A span of time; `to` is exclusive. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/**
 * The period a query asks for; by default the last 30 days.
 *
 * @throws InvalidRequest the period is empty or runs backwards
 */
export function periodOf(query: { from?: string; to?: string }, now: Date): Period {
  const to = query.to === undefined ? now : new Date(query.to);
  const from =
    query.from === undefined ? new Date(to.getTime() - DEFAULT_MS) : new Date(query.from);
  if (from >= to) throw new InvalidRequest([{ pointer: '?from', detail: 'must be before `to`' }]);
  return { from, to };
}
