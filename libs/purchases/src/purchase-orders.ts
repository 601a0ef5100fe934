import { Injectable } from '@nestjs/common';
import type { PurchaseType } from '@purser/contracts';
import { PaymentMethods } from '@purser/payments';
import { Pricing, type FrozenQuote } from '@purser/packages';
import { Clock, newId, PublicIds, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import { Wallets } from '@purser/wallet';
import { PurchaseJournal } from './purchase-journal.js';
import { amountWords, tokenWords } from './purchase-words.js';
import { TokenPurchase } from './token-purchase.entity.js';

/** What is bought: a package some times over, or a custom number of tokens. */
export type OrderedItem =
  { readonly packageId: string; readonly quantity: number } | { readonly customTokens: bigint };

export interface PurchaseOrder {
  readonly type: PurchaseType;
  readonly item: OrderedItem;
  /** Ours or the provider's; paying may name another. */
  readonly methodId?: string | null;
}

/** Steps one and two of a purchase: the wallet is there, the price is computed and frozen. */
@Injectable()
export class PurchaseOrders {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly publicIds: PublicIds,
    private readonly methods: PaymentMethods,
    private readonly pricing: Pricing,
    private readonly wallets: Wallets,
    private readonly journal: PurchaseJournal,
  ) {}

  /**
   * Orders: nothing is charged.
   *
   * @throws NotFound no such package or payment method
   * @throws NotOffered, AmountTooSmall, AmountTooLarge, InvalidRequest
   */
  async place(organizationId: string, order: PurchaseOrder, actor: Actor): Promise<TokenPurchase> {
    await this.assertMethod(organizationId, order);
    const id = await this.reserveId(organizationId);
    return this.unitOfWork.run(organizationId, (tx) => this.placeIn(tx, id, order, actor));
  }

  /** What {@link place} would give, under a reference that nothing is kept of. */
  async rehearse(
    organizationId: string,
    order: PurchaseOrder,
    actor: Actor,
  ): Promise<TokenPurchase> {
    await this.assertMethod(organizationId, order);
    const id = newId(this.clock.now());
    return this.unitOfWork.rehearse(organizationId, (tx) => this.placeIn(tx, id, order, actor));
  }

  /** Makes a reference and commits its directory row: call before the transaction. */
  async reserveId(organizationId: string): Promise<string> {
    const id = newId(this.clock.now());
    await this.publicIds.register(id, organizationId, 'purchase');
    return id;
  }

  /** {@link place} inside the caller's transaction, under a reserved reference. */
  async placeIn(tx: Tx, id: string, order: PurchaseOrder, actor: Actor): Promise<TokenPurchase> {
    const at = this.clock.now();
    const quote = await this.quote(tx, order.item, at);
    await this.wallets.ensure(tx);
    const purchase = initialized(tx.organizationId, id, order, quote, actor, at);
    const price = amountWords(purchase.totalMinor, purchase.currency);
    const summary = `${actor.name} ordered ${purchase.label}: ${tokenWords(purchase)} for ${price}.`;
    await this.journal.open(tx, purchase, summary, actor);
    return purchase;
  }

  private async assertMethod(organizationId: string, { methodId }: PurchaseOrder): Promise<void> {
    if (typeof methodId === 'string') await this.methods.assertNameable(organizationId, methodId);
  }

  private quote(tx: Tx, item: OrderedItem, at: Date): Promise<FrozenQuote> {
    if ('customTokens' in item) {
      return this.pricing.quoteCustom(tx, { tokens: item.customTokens, at });
    }
    return this.pricing.quotePackage(tx, { ...item, at });
  }
}

function initialized(
  organizationId: string,
  id: string,
  order: PurchaseOrder,
  quote: FrozenQuote,
  actor: Actor,
  createdAt: Date,
): TokenPurchase {
  return {
    organizationId,
    id,
    type: order.type,
    status: 'initialized',
    label: quote.label,
    packageId: quote.packageId,
    quantity: quote.quantity,
    tokens: quote.tokens,
    bonusTokens: quote.bonusTokens,
    validityDays: quote.validityDays,
    currency: quote.currency,
    unitAmountMinor: quote.unitAmountMinor,
    subtotalMinor: quote.subtotalMinor,
    taxMinor: quote.taxMinor,
    totalMinor: quote.totalMinor,
    taxRatePercent: quote.taxRatePercent,
    taxTreatment: quote.taxTreatment,
    taxNote: quote.taxNote,
    chosenMethod: order.methodId ?? null,
    actorType: actor.type,
    actorId: actor.id,
    actorName: actor.name,
    createdAt,
    attempt: 0,
    ...NOT_PAID,
  };
}

const NOT_PAID = {
  paymentIntentId: null,
  paymentMethodId: null,
  cardBrand: null,
  cardLast4: null,
  clientSecret: null,
  failureCode: null,
  failureDeclineCode: null,
  failureMessage: null,
  invoiceId: null,
  invoiceNumber: null,
  paidAt: null,
  completedAt: null,
  attemptUntil: null,
  dueAt: null,
} as const;
