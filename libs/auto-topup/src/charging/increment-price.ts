import { Injectable } from '@nestjs/common';
import { AmountTooLarge, CUSTOM_TOKENS, MAX_QUANTITY, Pricing } from '@purser/packages';
import type { Tx } from '@purser/platform';
import type { OrderedItem } from '@purser/purchases';
import type { AutoTopUpPolicy } from '../auto-topup-policy.entity.js';

/** What one increment is: one of a package, or a number of tokens. */
export type IncrementItem = Pick<AutoTopUpPolicy, 'packageId' | 'incrementTokens'>;

/** What some increments cost and credit. */
export interface IncrementPrice {
  /** Tokens that are credited, bonus included. */
  readonly tokens: bigint;
  /** Gross, in minor units of `currency`. */
  readonly totalMinor: bigint;
  readonly currency: string;
}

/** Prices increments of a policy, as a purchase would. */
@Injectable()
export class IncrementPrices {
  constructor(private readonly pricing: Pricing) {}

  /** @throws NotFound, NotOffered, InvalidRequest, AmountTooSmall, AmountTooLarge */
  async of(tx: Tx, item: IncrementItem, increments: number, at: Date): Promise<IncrementPrice> {
    const ordered = orderOf(item, increments);
    const quote =
      'customTokens' in ordered
        ? await this.pricing.quoteCustom(tx, { tokens: ordered.customTokens, at })
        : await this.pricing.quotePackage(tx, { ...ordered, at });
    const { tokens, bonusTokens, totalMinor, currency } = quote;
    return { tokens: tokens + bonusTokens, totalMinor, currency };
  }

  /** Whether that many cost at most `leftMinor`, and can be charged at once. */
  async fits(
    tx: Tx,
    item: IncrementItem,
    increments: number,
    leftMinor: bigint,
    at: Date,
  ): Promise<boolean> {
    try {
      return (await this.of(tx, item, increments, at)).totalMinor <= leftMinor;
    } catch (error) {
      if (error instanceof AmountTooLarge) return false;
      throw error;
    }
  }
}

/** What a purchase of that many increments orders. */
export function orderOf(item: IncrementItem, increments: number): OrderedItem {
  const { packageId, incrementTokens } = item;
  if (packageId !== null) return { packageId, quantity: increments };
  return { customTokens: (incrementTokens ?? 0n) * BigInt(increments) };
}

/** The most increments that one purchase can hold. */
export function mostIncrements({ incrementTokens }: IncrementItem): number {
  if (incrementTokens === null) return MAX_QUANTITY;
  return Math.max(1, Math.floor(CUSTOM_TOKENS.most / Number(incrementTokens)));
}
