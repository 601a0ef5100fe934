import { Injectable } from '@nestjs/common';
import { Organizations } from '@purser/identity';
import { CARD_ATTEMPT_LIMIT } from '@purser/payments';
import { DomainError, type Tx } from '@purser/platform';
import { Purchases } from '@purser/purchases';
import { Wallets } from '@purser/wallet';
import type { AutoTopUpPolicy } from '../auto-topup-policy.entity.js';
import { AutoTopUpReservation } from '../auto-topup-reservation.entity.js';
import { incrementsFor, mostThatFit } from '../increments.js';
import { monthKey } from '../month-key.js';
import { moneyWords, tokenWords } from './decision-words.js';
import { IncrementPrices, mostIncrements, type IncrementPrice } from './increment-price.js';
import { MonthlyLimit, type MonthUse } from './monthly-limit.js';

/** What was looked at. Amounts in tokens, money gross in minor units. */
export interface Situation {
  readonly at: Date;
  /** Whether the wallet may spend; a suspended one is not topped up. */
  readonly isActive: boolean;
  readonly availableTokens: bigint;
  readonly inFlightTokens: bigint;
  /** Whether a charge of auto top-up is under way. */
  readonly isCharging: boolean;
  readonly month: string;
  readonly use: MonthUse;
  /** Charges tried with the card in the last 30 days, anywhere. */
  readonly cardAttempts: number;
}

/** What is to be done, and why. `increments`, `tokens` and `grossMinor` are 0 unless it buys. */
export interface Judgement {
  readonly verdict: 'buy' | 'wait' | 'blocked';
  readonly reason: string;
  readonly increments: number;
  readonly tokens: bigint;
  readonly grossMinor: bigint;
  /** What one increment costs; null where it has no price. */
  readonly unitMinor: bigint | null;
}

const NOTHING = { increments: 0, tokens: 0n, grossMinor: 0n, unitMinor: null } as const;

/** Decides whether a policy buys, and how much; changes nothing. */
@Injectable()
export class Judge {
  constructor(
    private readonly organizations: Organizations,
    private readonly purchases: Purchases,
    private readonly wallets: Wallets,
    private readonly prices: IncrementPrices,
    private readonly limit: MonthlyLimit,
  ) {}

  /** Looks at everything a decision rests on. */
  async look(tx: Tx, policy: AutoTopUpPolicy, cardAttempts: number, at: Date): Promise<Situation> {
    const { organizationId } = tx;
    // What is in flight first: settled in between, it is counted twice and nothing is bought twice.
    const open = await tx.findOneBy(AutoTopUpReservation, { organizationId, status: 'reserved' });
    const paying = await this.purchases.tokensInFlight(tx);
    const reserved = open?.tokens ?? 0n;
    const { available, status } = await this.wallets.balance(tx, at);
    const month = monthKey(at, (await this.organizations.get(tx)).timeZone);
    return {
      at,
      isActive: status === 'active',
      availableTokens: BigInt(available),
      inFlightTokens: paying > reserved ? paying : reserved,
      isCharging: open !== null,
      month,
      use: await this.limit.use(tx, policy, month),
      cardAttempts,
    };
  }

  /** Whether there is anything to decide: a threshold is not crossed most of the time. */
  couldBuy(policy: AutoTopUpPolicy, { isActive, availableTokens }: Situation): boolean {
    return isActive && (policy.belowTokens === null || availableTokens < policy.belowTokens);
  }

  async judge(tx: Tx, policy: AutoTopUpPolicy, seen: Situation): Promise<Judgement> {
    try {
      const unit = await this.prices.of(tx, policy, 1, seen.at);
      return await this.decide(tx, policy, seen, unit);
    } catch (error) {
      // No price, no purchase: a withdrawn package is a reason and not a failure.
      if (error instanceof DomainError) {
        return { verdict: 'wait', reason: error.message, ...NOTHING };
      }
      throw error;
    }
  }

  private async decide(
    tx: Tx,
    policy: AutoTopUpPolicy,
    seen: Situation,
    unit: IncrementPrice,
  ): Promise<Judgement> {
    const unitMinor = unit.totalMinor;
    const wanted = wantedIncrements(policy, seen, unit.tokens);
    const waitFor = reasonToWait(policy, seen, wanted);
    if (waitFor !== null) return { verdict: 'wait', reason: waitFor, ...NOTHING, unitMinor };
    const most = Math.min(wanted, mostIncrements(policy));
    const { leftMinor } = seen.use;
    const increments = await mostThatFit(most, (count) =>
      this.prices.fits(tx, policy, count, leftMinor, seen.at),
    );
    const left = moneyWords(leftMinor, policy.currency);
    if (increments === 0) {
      const reason = `One increment costs ${moneyWords(unitMinor, policy.currency)}; ${left} are left of this month's limit.`;
      return { verdict: 'blocked', reason, ...NOTHING, unitMinor };
    }
    const price = await this.prices.of(tx, policy, increments, seen.at);
    const bought = `${tokenWords(price.tokens)} for ${moneyWords(price.totalMinor, policy.currency)}`;
    const fewer = increments < wanted ? `, fewer than the ${wanted} increments wanted` : '';
    return {
      verdict: 'buy',
      reason: `${whyBuy(policy, seen)} Buys ${bought}${fewer}; ${left} were left of this month's limit.`,
      increments,
      tokens: price.tokens,
      grossMinor: price.totalMinor,
      unitMinor,
    };
  }
}

function wantedIncrements(policy: AutoTopUpPolicy, seen: Situation, increment: bigint): number {
  if (policy.belowTokens === null) return 1;
  const { availableTokens: available, inFlightTokens: inFlight } = seen;
  return incrementsFor({ available, inFlight, below: policy.belowTokens, increment });
}

function reasonToWait(policy: AutoTopUpPolicy, seen: Situation, wanted: number): string | null {
  const { at, isCharging, inFlightTokens, cardAttempts } = seen;
  if (isCharging) return `A top-up of ${tokenWords(inFlightTokens)} is being paid.`;
  if (wanted === 0) return `${tokenWords(inFlightTokens)} that are being paid close the gap.`;
  const { retryAt, coolDownUntil } = policy;
  if (retryAt !== null && retryAt > at) {
    return `The card was declined; it is tried again at ${retryAt.toISOString()}.`;
  }
  if (coolDownUntil !== null && coolDownUntil > at) {
    return `The last top-up is recent; the cool-down lasts until ${coolDownUntil.toISOString()}.`;
  }
  const { attempts, days } = CARD_ATTEMPT_LIMIT;
  if (cardAttempts >= attempts) {
    return `The card was tried ${cardAttempts} times in ${days} days; ${attempts} are allowed.`;
  }
  return null;
}

function whyBuy(policy: AutoTopUpPolicy, { availableTokens }: Situation): string {
  if (policy.belowTokens === null) return 'The schedule is due.';
  return `${tokenWords(availableTokens)} are available, fewer than ${tokenWords(policy.belowTokens)}.`;
}
