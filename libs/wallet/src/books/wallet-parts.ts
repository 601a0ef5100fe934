import type { BalanceView, WalletStatus } from '@purser/contracts';
import type { Lot } from '../lot.entity.js';
import { isExpired, unreserved } from './burn-order.js';

/** What a balance is made of, in tokens; each part excludes the ones before it. */
export interface WalletParts {
  balance: bigint;
  held: bigint;
  frozen: bigint;
  expired: bigint;
}

/** `balance - held - frozen - expired`. */
export function availableOf(parts: WalletParts): bigint {
  return parts.balance - parts.held - parts.frozen - parts.expired;
}

/** Adds up what plain lots (no open lot, no hold past its TTL) hold at `at`. */
export function partsOfLots(lots: Iterable<Lot>, at: Date): WalletParts {
  const parts: WalletParts = { balance: 0n, held: 0n, frozen: 0n, expired: 0n };
  for (const lot of lots) {
    parts.balance += lot.remaining;
    parts.held += lot.held;
    parts.frozen += lot.frozen;
    if (isExpired(lot, at)) parts.expired += unreserved(lot);
  }
  return parts;
}

/** The wire form of a wallet's parts at `at`. */
export function balanceView(
  organizationId: string,
  parts: WalletParts,
  status: WalletStatus,
  at: Date,
): BalanceView {
  return {
    organizationId,
    balance: Number(parts.balance),
    held: Number(parts.held),
    frozen: Number(parts.frozen),
    expired: Number(parts.expired),
    available: Number(availableOf(parts)),
    status,
    asOf: at.toISOString(),
  };
}
