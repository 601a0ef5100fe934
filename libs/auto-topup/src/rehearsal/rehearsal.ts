import { Injectable } from '@nestjs/common';
import type {
  AutoTopUpForesightView,
  AutoTopUpHindsightView,
  AutoTopUpRehearsalView,
} from '@purser/contracts';
import { Organizations } from '@purser/identity';
import { AmountTooLarge } from '@purser/packages';
import { Clock, money, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import { Wallets } from '@purser/wallet';
import { DateTime } from 'luxon';
import type { AutoTopUpPolicy } from '../auto-topup-policy.entity.js';
import { AutoTopUps } from '../auto-topup.service.js';
import { tokenWords } from '../charging/decision-words.js';
import { IncrementPrices, mostIncrements } from '../charging/increment-price.js';
import { Judge } from '../charging/judgement.js';
import type { PolicyDefinition } from '../policy-definition.js';
import { nextRun } from '../schedule.js';
import { hindsight, type PastPoint } from './hindsight.js';

const PAST_DAYS = 120;

/** Says what a policy would do, and would have done, without keeping anything. */
@Injectable()
export class Rehearsal {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly organizations: Organizations,
    private readonly wallets: Wallets,
    private readonly policies: AutoTopUps,
    private readonly judge: Judge,
    private readonly prices: IncrementPrices,
  ) {}

  /**
   * A policy that would be added, or would replace `policyId`: that one has used some of its month.
   * Throws what `AutoTopUps` would refuse before it asks the payment provider.
   */
  async rehearse(
    organizationId: string,
    definition: PolicyDefinition,
    actor: Actor,
    policyId: string | null = null,
  ): Promise<AutoTopUpRehearsalView> {
    const policy = await this.policies.draft(organizationId, definition, actor, policyId);
    return this.unitOfWork.read(organizationId, async (tx) => ({
      dryRun: true,
      now: await this.foresight(tx, policy),
      last120Days: await this.past(tx, policy),
    }));
  }

  private async foresight(tx: Tx, policy: AutoTopUpPolicy): Promise<AutoTopUpForesightView> {
    const total = money(0n, policy.currency);
    const nothing = { verdict: 'nothing' as const, increments: 0, tokens: 0, total };
    if (policy.nextRunAt !== null) {
      return { ...nothing, reason: `The first run is at ${policy.nextRunAt.toISOString()}.` };
    }
    const seen = await this.judge.look(tx, policy, 0, this.clock.now());
    if (!seen.isActive) return { ...nothing, reason: 'The wallet is suspended.' };
    if (!this.judge.couldBuy(policy, seen)) {
      const available = tokenWords(seen.availableTokens);
      const reason = `${available} are available, not fewer than ${tokenWords(policy.belowTokens ?? 0n)}.`;
      return { ...nothing, reason };
    }
    const judged = await this.judge.judge(tx, policy, seen);
    return {
      verdict: judged.verdict,
      reason: judged.reason,
      increments: judged.increments,
      tokens: Number(judged.tokens),
      total: money(judged.grossMinor, policy.currency),
    };
  }

  private async past(tx: Tx, policy: AutoTopUpPolicy): Promise<AutoTopUpHindsightView> {
    const { timeZone } = await this.organizations.get(tx);
    const to = this.clock.now();
    const from = DateTime.fromJSDate(to, { zone: timeZone }).minus({ days: PAST_DAYS }).toJSDate();
    const unit = await this.prices.of(tx, policy, 1, to);
    const points =
      policy.scheduleInterval === null
        ? await this.balances(tx, from, timeZone)
        : pastRuns(policy, timeZone, from, to);
    const { topUps, blocked } = await hindsight(
      {
        belowTokens: policy.belowTokens,
        incrementTokens: unit.tokens,
        mostIncrements: mostIncrements(policy),
        monthlyLimitMinor: policy.monthlyLimitMinor,
        coolDownMinutes: policy.coolDownMinutes,
        timeZone,
        priceOf: this.remembered(tx, policy, to),
      },
      points,
    );
    const spent = topUps.reduce((sum, { totalMinor }) => sum + totalMinor, 0n);
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      topUps: topUps.map(({ at, tokens, totalMinor }) => ({
        at: at.toISOString(),
        tokens: Number(tokens),
        total: money(totalMinor, policy.currency),
      })),
      blocked,
      total: money(spent, policy.currency),
    };
  }

  private async balances(tx: Tx, from: Date, timeZone: string): Promise<PastPoint[]> {
    const days = await this.wallets.daysSince(tx, from, timeZone);
    return days.map(({ to, availableAfter }) => ({
      at: new Date(to),
      availableTokens: BigInt(availableAfter),
    }));
  }

  /** Prices of increments, each asked for once. */
  private remembered(tx: Tx, policy: AutoTopUpPolicy, at: Date) {
    const known = new Map<number, bigint | null>();
    return async (increments: number): Promise<bigint | null> => {
      const price = known.get(increments);
      if (price !== undefined) return price;
      const asked = await this.priceOf(tx, policy, increments, at);
      known.set(increments, asked);
      return asked;
    };
  }

  private async priceOf(tx: Tx, policy: AutoTopUpPolicy, increments: number, at: Date) {
    try {
      return (await this.prices.of(tx, policy, increments, at)).totalMinor;
    } catch (error) {
      if (error instanceof AmountTooLarge) return null;
      throw error;
    }
  }
}

/** When a schedule would have run; its balance does not matter. */
function pastRuns(policy: AutoTopUpPolicy, timeZone: string, from: Date, to: Date): PastPoint[] {
  const { scheduleInterval: interval, scheduleDayOfMonth, scheduleAnchorAt } = policy;
  if (interval === null || scheduleAnchorAt === null) return [];
  const anchor = DateTime.fromJSDate(scheduleAnchorAt, { zone: timeZone });
  // A whole number of weeks and of months, so that the runs fall on the same days as those to come.
  const back = interval === 'month' ? { months: 5 } : { weeks: 18 };
  const dayOfMonth = scheduleDayOfMonth ?? (interval === 'month' ? anchor.day : null);
  const schedule = { interval, dayOfMonth, anchorAt: anchor.minus(back).toJSDate() };
  const runs: PastPoint[] = [];
  for (let at = nextRun(schedule, timeZone, from); at <= to; at = nextRun(schedule, timeZone, at)) {
    runs.push({ at, availableTokens: 0n });
  }
  return runs;
}
