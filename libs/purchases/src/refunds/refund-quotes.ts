import { Inject, Injectable } from '@nestjs/common';
import type { RefundPreviewView } from '@purser/contracts';
import {
  Clock,
  CONFIG,
  InvalidRequest,
  money,
  NotFound,
  UnitOfWork,
  type PurserConfig,
} from '@purser/platform';
import { LotClawback, Wallets } from '@purser/wallet';
import {
  NothingToRefund,
  PurchaseStateConflict,
  RefundExceedsRefundable,
} from '../purchases.errors.js';
import { TokenPurchase } from '../token-purchase.entity.js';
import { refundSum, type RefundBasis, type RefundSum } from './refund-arithmetic.js';
import { refundBasis, returnedOf } from './refund-basis.js';

/** What a refund would be. */
@Injectable()
export class RefundQuotes {
  private readonly limitTokens: bigint;

  constructor(
    @Inject(CONFIG) config: PurserConfig,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly clawback: LotClawback,
    private readonly wallets: Wallets,
  ) {
    this.limitTokens = BigInt(config.APPROVAL_LIMIT_TOKENS);
  }

  /** Whether another person has to approve a refund of so many tokens. */
  needsApproval({ tokens, bonusTokens }: Pick<RefundSum, 'tokens' | 'bonusTokens'>): boolean {
    return tokens + bonusTokens > this.limitTokens;
  }

  /**
   * What a refund of at most `askedMinor` gross would do at this moment; null = of everything.
   *
   * @throws NotFound, PurchaseStateConflict, NothingToRefund, RefundExceedsRefundable
   */
  preview(
    organizationId: string,
    purchaseId: string,
    askedMinor: bigint | null,
  ): Promise<RefundPreviewView> {
    return this.unitOfWork.read(organizationId, async (tx) => {
      const purchase = await tx.findOneBy(TokenPurchase, { organizationId, id: purchaseId });
      if (!purchase) throw new NotFound('There is no such purchase.');
      assertRefundable(purchase);
      const at = this.clock.now();
      const lots = await this.clawback.lots(tx, purchaseId, at, null);
      const returned = await returnedOf(tx, purchaseId);
      const basis = refundBasis(purchase, lots, returned);
      const sum = askedSum(purchase, basis, askedMinor);
      const wallet = await this.wallets.balance(tx, at);
      const [paid] = lots.filter(({ isBonus }) => !isBonus);
      const swept = paid ? await this.clawback.sweptTokens(tx, purchaseId, paid.lotId) : 0n;
      const taken = Number(sum.tokens + sum.bonusTokens);
      return {
        purchaseReferenceId: purchaseId,
        refundable: money(refundSum(basis, null).amountMinor, purchase.currency),
        ...moneyOf(sum, purchase.currency),
        tokens: Number(sum.tokens),
        bonusTokens: Number(sum.bonusTokens),
        consumedTokens: Number((paid?.gone ?? 0n) - swept - returned.tokens),
        heldTokens: Number(paid?.held ?? 0n),
        frozenTokens: Number(paid?.frozen ?? 0n),
        expiredTokens: Number((paid?.expired ?? 0n) + swept),
        refundedTokens: Number(returned.tokens),
        balanceAfter: wallet.balance - taken,
        availableAfter: wallet.available - taken,
        approvalRequired: this.needsApproval(sum),
      };
    });
  }
}

/**
 * The refund of at most `askedMinor`, or of everything.
 *
 * @throws NothingToRefund, RefundExceedsRefundable, InvalidRequest
 */
export function askedSum(
  { id, currency }: TokenPurchase,
  basis: RefundBasis,
  askedMinor: bigint | null,
): RefundSum {
  const all = refundSum(basis, null);
  if (all.amountMinor === 0n) throw new NothingToRefund(id);
  if (askedMinor === null) return all;
  if (askedMinor > all.amountMinor) throw new RefundExceedsRefundable(all.amountMinor, currency);
  const sum = refundSum(basis, askedMinor);
  if (sum.amountMinor > 0n) return sum;
  throw new InvalidRequest([
    { pointer: '/amount', detail: 'is less than one token costs: nothing would be taken back' },
  ]);
}

const REFUNDABLE = new Set(['completed', 'partially_refunded', 'refunded']);

/** @throws PurchaseStateConflict */
export function assertRefundable({ id, status }: TokenPurchase): void {
  if (REFUNDABLE.has(status)) return;
  const detail =
    status === 'disputed'
      ? 'The purchase is disputed: the bank decides where the money goes.'
      : status === 'charged_back'
        ? 'The bank took the money back already.'
        : 'The purchase is not completed: there is nothing to refund.';
  throw new PurchaseStateConflict(id, status, detail);
}

function moneyOf(
  { amountMinor, costMinor, taxMinor }: RefundSum,
  currency: string,
): Pick<RefundPreviewView, 'amount' | 'subtotal' | 'tax'> {
  return {
    amount: money(amountMinor, currency),
    subtotal: money(costMinor, currency),
    tax: money(taxMinor, currency),
  };
}
