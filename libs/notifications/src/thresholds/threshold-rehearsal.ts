import { Injectable } from '@nestjs/common';
import type { LedgerDayView, ThresholdRehearsalView } from '@purser/contracts';
import { Organizations } from '@purser/identity';
import { UnitOfWork, type Actor, type Tx } from '@purser/platform';
import { Wallets } from '@purser/wallet';
import { DateTime } from 'luxon';
import { tokenWords } from '../notices/words.js';
import { hindsight, type MarksAt, type PastPoint } from './hindsight.js';
import { marksOf } from './hysteresis.js';
import type { ThresholdDefinition } from './threshold-definition.js';
import { ThresholdEvaluation } from './threshold-evaluation.js';
import type { Threshold } from './threshold.entity.js';
import { ThresholdMarks } from './threshold-marks.js';
import { Thresholds } from './thresholds.service.js';

const DAY_MS = 86_400_000;
const PAST_DAYS = 120;
const MEAN_DAYS = 28;
const LEAST_DAYS = 14;
const PURCHASED: readonly string[] = ['purchase', 'bonus', 'subscription', 'auto_topup'];
const USED: readonly string[] = ['debit', 'capture', 'reversal'];

/** Says what a threshold would tell, and would have told, without keeping anything. */
@Injectable()
export class ThresholdRehearsal {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly organizations: Organizations,
    private readonly wallets: Wallets,
    private readonly thresholds: Thresholds,
    private readonly marks: ThresholdMarks,
    private readonly evaluation: ThresholdEvaluation,
  ) {}

  /** Throws what `Thresholds.create` would. */
  rehearse(
    organizationId: string,
    definition: ThresholdDefinition,
    actor: Actor,
  ): Promise<ThresholdRehearsalView> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const threshold = await this.thresholds.draft(tx, definition, actor);
      const sight = await this.evaluation.look(tx);
      const { markTokens, rearmTokens } = await this.marks.of(tx, threshold, sight);
      const available = sight.availableTokens;
      return {
        dryRun: true,
        now: {
          available: Number(available),
          mark: markTokens === null ? null : Number(markTokens),
          rearmMark: rearmTokens === null ? null : Number(rearmTokens),
          fires: markTokens !== null && available < markTokens,
          reason: reasonOf(available, markTokens),
        },
        last120Days: await this.past(tx, threshold, sight.at),
      };
    });
  }

  private async past(
    tx: Tx,
    threshold: Threshold,
    to: Date,
  ): Promise<ThresholdRehearsalView['last120Days']> {
    const { timeZone } = await this.organizations.get(tx);
    const from = DateTime.fromJSDate(to, { zone: timeZone }).minus({ days: PAST_DAYS }).toJSDate();
    const points = (await this.wallets.daysSince(tx, from, timeZone)).map(pointOf);
    const alerts = hindsight(points, pastMarks(threshold, points), threshold.coolDownMinutes);
    return { from: from.toISOString(), to: to.toISOString(), alerts };
  }
}

function reasonOf(available: bigint, mark: bigint | null): string {
  if (mark === null) {
    return 'It cannot be compared yet: nothing was bought so far, or the history is too short.';
  }
  const [has, needs] = [tokenWords(Number(available)), tokenWords(Number(mark))];
  return available < mark
    ? `${has} are available, fewer than ${needs}: it would tell at once.`
    : `${has} are available, not fewer than ${needs}.`;
}

function pointOf({ kind, amount, availableAfter, to }: LedgerDayView): PastPoint {
  return {
    at: new Date(to),
    availableTokens: BigInt(availableAfter),
    isPurchase: PURCHASED.includes(kind) && amount > 0,
    usedTokens: USED.includes(kind) ? -BigInt(amount) : 0n,
  };
}

/** The marks as they would have been, from what was known then. */
function pastMarks(threshold: Threshold, points: readonly PastPoint[]): MarksAt {
  let baseTokens: bigint | null = null;
  return (point, index) => {
    if (point.isPurchase) baseTokens = point.availableTokens;
    const runwayTokens =
      threshold.kind === 'runwayDays' ? pastRunway(threshold.value, points, index) : null;
    return marksOf(threshold, { baseTokens, runwayTokens });
  };
}

/** What `days` days used at the mean of the four weeks before a point. */
function pastRunway(days: bigint, points: readonly PastPoint[], index: number): bigint | null {
  const [first, last] = [points[0], points[index]];
  if (!first || !last) return null;
  const livedDays = (last.at.getTime() - first.at.getTime()) / DAY_MS;
  if (livedDays < LEAST_DAYS) return null;
  const since = last.at.getTime() - MEAN_DAYS * DAY_MS;
  const used = points
    .slice(0, index + 1)
    .filter(({ at }) => at.getTime() > since)
    .reduce((sum, { usedTokens }) => sum + usedTokens, 0n);
  const perPeriod = BigInt(Math.min(MEAN_DAYS, Math.ceil(livedDays)));
  return used > 0n ? (used * days) / perPeriod : 0n;
}
