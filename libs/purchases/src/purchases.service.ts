import { Injectable } from '@nestjs/common';
import type { PageView, PurchaseDetailView, PurchaseView } from '@purser/contracts';
import type { Actor, Tx } from '@purser/platform';
import { Cancellation } from './charging/cancellation.js';
import type { Presence } from './charging/charge.js';
import { Execution } from './charging/execution.js';
import { PurchaseOrders, type PurchaseOrder } from './purchase-orders.js';
import { PurchaseRecords, type PurchaseFilter } from './purchase-records.js';
import { payablePurchaseView, purchaseView } from './to-purchase-view.js';

/** How a purchase is to be paid. */
export interface PurchasePayment {
  /** Ours or the provider's; left out = the one named when it was ordered. */
  readonly methodId?: string | null;
  /** `off_session` for charges that Purser makes by itself. */
  readonly presence?: Presence;
}

/** What other rooms and HTTP do with purchases. */
@Injectable()
export class Purchases {
  constructor(
    private readonly orders: PurchaseOrders,
    private readonly execution: Execution,
    private readonly cancellation: Cancellation,
    private readonly records: PurchaseRecords,
  ) {}

  /**
   * Orders at the price of this moment, which is frozen; nothing is charged.
   *
   * @throws NotFound no such package or payment method
   * @throws NotOffered, AmountTooSmall, AmountTooLarge, InvalidRequest
   */
  async initialize(
    organizationId: string,
    order: PurchaseOrder,
    actor: Actor,
  ): Promise<PurchaseView> {
    return purchaseView(await this.orders.place(organizationId, order, actor));
  }

  /**
   * What {@link initialize} would give at this moment; nothing is ordered.
   *
   * @throws NotFound, NotOffered, AmountTooSmall, AmountTooLarge, InvalidRequest
   */
  async preview(organizationId: string, order: PurchaseOrder, actor: Actor): Promise<PurchaseView> {
    return purchaseView(await this.orders.rehearse(organizationId, order, actor));
  }

  /** Makes a reference for {@link initializeIn}: call before the transaction. */
  reserveId(organizationId: string): Promise<string> {
    return this.orders.reserveId(organizationId);
  }

  /** {@link initialize} inside the caller's transaction, together with what caused the order. */
  async initializeIn(
    tx: Tx,
    id: string,
    order: PurchaseOrder,
    actor: Actor,
  ): Promise<PurchaseView> {
    return purchaseView(await this.orders.placeIn(tx, id, order, actor));
  }

  /**
   * Pays, once however often and by however many it is asked at the same time: `completed`, or
   * `requires_action` with `clientSecret`. A completed purchase is given again.
   *
   * @throws CardDeclined, PaymentMethodUnusable, PaymentRefused, PaymentProviderUnavailable
   * @throws PurchaseInProgress another purchase holds the slot; system charges try again later
   * @throws PurchaseStateConflict it is canceled; OrderOutdated where that was done at this call, since
   * it was ordered thirty days ago or is taxed otherwise by now
   * @throws NotFound no such purchase, or payment method
   */
  async execute(
    organizationId: string,
    purchaseId: string,
    payment: PurchasePayment,
    actor: Actor,
  ): Promise<PurchaseView> {
    const { methodId = null, presence = 'on_session' } = payment;
    const order = { organizationId, purchaseId, methodId, presence, actor };
    return payablePurchaseView(await this.execution.execute(order));
  }

  /**
   * Calls off a purchase that is not paid.
   *
   * @throws PurchaseStateConflict, PaymentProviderUnavailable, NotFound
   */
  async cancel(organizationId: string, purchaseId: string, actor: Actor): Promise<PurchaseView> {
    return purchaseView(await this.cancellation.cancel(organizationId, purchaseId, actor));
  }

  /** A purchase with its events, lots and ledger entries. @throws NotFound */
  get(organizationId: string, purchaseId: string): Promise<PurchaseDetailView> {
    return this.records.get(organizationId, purchaseId);
  }

  /** Tokens of the organization's purchases that are being paid at this moment, with bonus. */
  tokensInFlight(tx: Tx): Promise<bigint> {
    return this.records.tokensInFlight(tx);
  }

  /** One page, newest first. @throws InvalidCursor */
  list(
    organizationId: string,
    filter: PurchaseFilter,
    page: { limit: number; cursor?: string },
  ): Promise<PageView<PurchaseView>> {
    return this.records.list(organizationId, filter, page);
  }
}
