import type { ThresholdCrossingView, ThresholdView } from '@purser/contracts';
import { actorView, type Tx } from '@purser/platform';
import type { Threshold } from './threshold.entity.js';

const CROSSINGS_SHOWN = 5;

const instant = (at: Date | null): string | null => at?.toISOString() ?? null;
const tokens = (amount: bigint | null): number | null => (amount === null ? null : Number(amount));

/** The version of a threshold, as `ETag` and `If-Match` carry it. */
export const eTagOf = ({ version }: Threshold): string => `"${version}"`;

export function thresholdView(
  row: Threshold,
  crossings: readonly ThresholdCrossingView[],
): ThresholdView {
  const { actorType: type, actorId, actorName: name } = row;
  return {
    id: row.id,
    organizationId: row.organizationId,
    kind: row.kind,
    value: Number(row.value),
    channels: row.channels,
    recipients: row.recipients,
    band: row.bandPercent,
    coolDownMinutes: row.coolDownMinutes,
    state: row.state,
    base: tokens(row.baseTokens),
    mark: tokens(row.markTokens),
    rearmMark: tokens(row.rearmTokens),
    firedAt: instant(row.firedAt),
    rearmedAt: instant(row.rearmedAt),
    coolDownUntil: instant(row.coolDownUntil),
    crossings: [...crossings],
    createdBy: actorView({ type, id: actorId, name }),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    eTag: eTagOf(row),
  };
}

/** What of a threshold the audit trail keeps. */
export function auditSummary(row: Threshold): object {
  const { kind, channels, recipients, bandPercent, coolDownMinutes } = row;
  return { kind, value: Number(row.value), channels, recipients, bandPercent, coolDownMinutes };
}

interface CrossingRow {
  threshold_id: string;
  crossing: number;
  direction: 'fell' | 'recovered';
  available_tokens: string;
  mark_tokens: string;
  announced: boolean;
  at: Date;
}

/** The last crossings of each threshold, newest first, by its id. */
export async function recentCrossings(tx: Tx): Promise<Map<string, ThresholdCrossingView[]>> {
  const rows = await tx.query<CrossingRow[]>(
    `SELECT c.* FROM low_balance_notifications t,
            LATERAL (SELECT * FROM low_balance_crossings one
                      WHERE one.organization_id = $1 AND one.threshold_id = t.id
                      ORDER BY one.crossing DESC, one.direction DESC LIMIT ${CROSSINGS_SHOWN}) c
      WHERE t.organization_id = $1 ORDER BY c.crossing DESC, c.direction DESC`,
    [tx.organizationId],
  );
  const found = new Map<string, ThresholdCrossingView[]>();
  for (const row of rows) {
    const view = {
      crossing: row.crossing,
      direction: row.direction,
      available: Number(row.available_tokens),
      mark: Number(row.mark_tokens),
      announced: row.announced,
      at: row.at.toISOString(),
    };
    found.set(row.threshold_id, [...(found.get(row.threshold_id) ?? []), view]);
  }
  return found;
}
