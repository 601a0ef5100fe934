import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { Clock, newId, Outbox, UnitOfWork, type Tx } from '@purser/platform';
import { Wallets } from '@purser/wallet';
import { turnsOf, type Peak, type Sight, type Turn } from './hysteresis.js';
import { ThresholdCrossing } from './threshold-crossing.entity.js';
import { LowBalanceFired, LowBalanceRecovered } from './threshold.events.js';
import { Threshold } from './threshold.entity.js';
import { ThresholdMarks } from './threshold-marks.js';

/** A threshold and how its state changed, in order. */
interface Turned {
  readonly threshold: Threshold;
  readonly turns: readonly Turn[];
}

/**
 * Compares what is available with every threshold of an organization. The thresholds are locked
 * while it looks, and a crossing is a row with a unique key, so however many look at once tell once.
 */
@Injectable()
export class ThresholdEvaluation {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly wallets: Wallets,
    private readonly marks: ThresholdMarks,
    private readonly outbox: Outbox,
  ) {}

  /** Looks at an organization in a transaction of its own; `rise` is what it is said to have had. */
  evaluate(organizationId: string, rise?: Peak): Promise<void> {
    return this.unitOfWork.run(organizationId, (tx) => this.evaluateIn(tx, rise));
  }

  /** Counts the marks that rest on the forecast anew, then looks. */
  refresh(organizationId: string): Promise<void> {
    const refreshAt = this.clock.now();
    return this.unitOfWork.run(organizationId, async (tx) => {
      await tx.update(Threshold, { organizationId, kind: 'runwayDays' }, { refreshAt });
      await this.evaluateIn(tx);
    });
  }

  /** Looks at the organization of the transaction. */
  async evaluateIn(tx: Tx, rise?: Peak): Promise<void> {
    const thresholds = await tx.find(Threshold, {
      where: { organizationId: tx.organizationId },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    if (thresholds.length === 0) return;
    const sight = { ...(await this.look(tx)), rise };
    const turned: Turned[] = [];
    for (const threshold of thresholds) {
      const before = { ...threshold };
      Object.assign(threshold, await this.marks.of(tx, threshold, sight));
      const coolDownEnd = await this.coolDownEnd(tx, threshold, sight);
      const turns = this.turn(threshold, { ...sight, coolDownEnd });
      await this.keep(tx, before, threshold, sight);
      if (turns.length > 0) turned.push({ threshold, turns });
    }
    if (turned.length > 0) await this.tell(tx, turned, sight);
  }

  /** What a threshold is compared with at this moment. */
  async look(tx: Tx): Promise<Sight> {
    const at = this.clock.now();
    const { available } = await this.wallets.balance(tx, at);
    const lastCredit = await this.wallets.lastPurchaseCredit(tx);
    return { at, availableTokens: BigInt(available), lastCredit };
  }

  /** What stood when the cool-down ended, where it ended since the last look and is spent again. */
  private async coolDownEnd(
    tx: Tx,
    { state, coolDownUntil, rearmTokens }: Threshold,
    { at, availableTokens }: Sight,
  ): Promise<Peak | undefined> {
    if (state !== 'fired' || coolDownUntil === null || coolDownUntil > at) return undefined;
    if (rearmTokens === null || availableTokens >= rearmTokens) return undefined;
    const stood = await this.wallets.availableAsOf(tx, coolDownUntil);
    return { at: coolDownUntil, availableTokens: stood };
  }

  /** Moves the state of `threshold` on. */
  private turn(threshold: Threshold, sight: Sight): readonly Turn[] {
    const { markTokens, rearmTokens } = threshold;
    const turns =
      markTokens === null || rearmTokens === null
        ? []
        : turnsOf({ ...threshold, markTokens, rearmTokens }, sight);
    if (threshold.coolDownUntil && threshold.coolDownUntil <= sight.at) {
      threshold.coolDownUntil = null;
    }
    for (const turn of turns) {
      if (turn === 'recovered') {
        Object.assign(threshold, { state: 'armed', rearmedAt: sight.at, coolDownUntil: null });
        continue;
      }
      const coolDownMs = threshold.coolDownMinutes * 60_000;
      Object.assign(threshold, {
        state: 'fired',
        firedAt: sight.at,
        coolDownUntil: coolDownMs > 0 ? new Date(sight.at.getTime() + coolDownMs) : null,
        crossing: threshold.crossing + 1,
      });
    }
    return turns;
  }

  /** Writes the row where it changed, and tells the wallet at which marks to wake us. */
  private async keep(tx: Tx, before: Threshold, after: Threshold, sight: Sight): Promise<void> {
    const { organizationId, id } = after;
    const columns = columnsOf(after);
    if (!isDeepStrictEqual(columns, columnsOf(before))) {
      await tx.update(Threshold, { organizationId, id }, columns);
    }
    // The wallet's row is a hot one: it is touched only where the mark moves.
    const source = sourceOf(id);
    const [fall, rise] = [fallMark(after, sight), riseMark(after)];
    // Within a cool-down it depends on what the last look saw: whoever watches knows.
    if (before.coolDownUntil !== null || fallMark(before, sight) !== fall) {
      await this.wallets.watch(tx, source, fall);
    }
    if (riseMark(before) !== rise) await this.wallets.watchRise(tx, source, rise);
  }

  /** Takes back the marks that wake us for one threshold. */
  async forget(tx: Tx, thresholdId: string): Promise<void> {
    await this.wallets.watch(tx, sourceOf(thresholdId), null);
    await this.wallets.watchRise(tx, sourceOf(thresholdId), null);
  }

  /**
   * Writes every crossing and tells of the worst: of several falls the one with the lowest mark, of
   * several recoveries the highest mark among those whose fall was told.
   */
  private async tell(tx: Tx, turned: readonly Turned[], sight: Sight): Promise<void> {
    const fallen = turned.filter(({ turns }) => turns.includes('fell'));
    const worst = fallen.toSorted((one, other) => byMark(one, other))[0];
    const risen = turned.filter(({ turns }) => turns.at(-1) === 'recovered');
    const told: Turned[] = [];
    for (const one of risen) if (await this.fallWasTold(tx, one.threshold)) told.push(one);
    const best = told.toSorted((one, other) => byMark(other, one))[0];
    for (const one of turned) {
      const { threshold, turns } = one;
      const { crossing } = threshold;
      for (const turn of turns) {
        // One that recovered and fell again counts the recovery with the fall before.
        const number = turn === 'recovered' && turns.length > 1 ? crossing - 1 : crossing;
        const announced = turn === 'fell' ? one === worst : one === best;
        await this.record(tx, threshold, turn, number, announced, sight);
      }
    }
  }

  private fallWasTold(tx: Tx, { organizationId, id, crossing }: Threshold): Promise<boolean> {
    const fall = { organizationId, thresholdId: id, crossing, direction: 'fell' as const };
    return tx.existsBy(ThresholdCrossing, { ...fall, announced: true });
  }

  private async record(
    tx: Tx,
    threshold: Threshold,
    direction: Turn,
    crossing: number,
    announced: boolean,
    { at, availableTokens }: Sight,
  ): Promise<void> {
    const { organizationId, id: thresholdId } = threshold;
    const markTokens = threshold.markTokens ?? 0n;
    await tx.insert(ThresholdCrossing, {
      ...{ organizationId, id: newId(at), thresholdId, crossing, direction },
      ...{ availableTokens, markTokens, announced, at },
    });
    if (!announced) return;
    const fields = {
      ...{ organizationId, thresholdId, crossing },
      kind: threshold.kind,
      value: Number(threshold.value),
      availableTokens: Number(availableTokens),
      markTokens: Number(markTokens),
      channels: threshold.channels,
      recipients: threshold.recipients,
      at: at.toISOString(),
    };
    await this.outbox.append(
      tx,
      direction === 'fell' ? new LowBalanceFired(fields) : new LowBalanceRecovered(fields),
    );
  }
}

/** What a look may change. */
function columnsOf(threshold: Threshold) {
  const { state, crossing, firedAt, rearmedAt, coolDownUntil } = threshold;
  const { baseTokens, markTokens, rearmTokens, refreshAt } = threshold;
  return {
    ...{ state, crossing, firedAt, rearmedAt, coolDownUntil },
    ...{ baseTokens, markTokens, rearmTokens, refreshAt },
  };
}

const sourceOf = (thresholdId: string): string => `threshold:${thresholdId}`;

/**
 * The mark below which somebody has to look; null while nobody has to. What stands above within a
 * cool-down is armed again when that ends, so its fall is a crossing already.
 */
function fallMark(threshold: Threshold, { availableTokens }: Sight): bigint | null {
  const { state, markTokens, rearmTokens, coolDownUntil } = threshold;
  if (markTokens === null || rearmTokens === null || markTokens === 0n) return null;
  const waitsAbove = coolDownUntil !== null && availableTokens >= rearmTokens;
  return state === 'armed' || waitsAbove ? markTokens : null;
}

/** The mark from which on somebody has to look again; null while nobody has to. */
function riseMark({ state, rearmTokens }: Threshold): bigint | null {
  return state === 'fired' && rearmTokens !== null && rearmTokens > 0n ? rearmTokens : null;
}

function byMark(one: Turned, other: Turned): number {
  const difference = (one.threshold.markTokens ?? 0n) - (other.threshold.markTokens ?? 0n);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
