import type { LedgerEntryKind, LotSource, PurchaseType } from '@purser/contracts';
import type { GrantedLot } from '@purser/wallet';
import type { TokenPurchase } from './token-purchase.entity.js';

const SOLD_AS: Readonly<Record<PurchaseType, 'purchase' | 'subscription' | 'auto_topup'>> = {
  package: 'purchase',
  custom: 'purchase',
  subscription: 'subscription',
  auto_topup: 'auto_topup',
};

/**
 * The lots of a purchase: the paid tokens at their net cost and, where there are some, the bonus
 * tokens as a free lot of their own with the same expiry. The references let each be granted once.
 */
export function purchaseLots(
  purchase: TokenPurchase,
  invoiceId: string,
  expiresAt: Date | null,
): GrantedLot[] {
  const { id, label, currency, tokens, bonusTokens, subtotalMinor } = purchase;
  const sold: LedgerEntryKind & LotSource = SOLD_AS[purchase.type];
  const common = { label, currency, expiresAt, purchaseId: id, invoiceId };
  const paid = {
    ...common,
    kind: sold,
    source: sold,
    tokens,
    costMinor: subtotalMinor,
    reference: `purser:purchase:${id}`,
  };
  if (bonusTokens === 0n) return [paid];
  const bonus = {
    ...common,
    kind: 'bonus' as const,
    source: 'bonus' as const,
    tokens: bonusTokens,
    costMinor: 0n,
    reference: `purser:bonus:${id}`,
  };
  return [paid, bonus];
}
