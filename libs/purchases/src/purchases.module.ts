import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@purser/audit';
import { IdentityModule } from '@purser/identity';
import { InvoicesModule } from '@purser/invoices';
import { PackagesModule } from '@purser/packages';
import { PaymentsModule } from '@purser/payments';
import { WalletModule } from '@purser/wallet';
import { Cancellation } from './charging/cancellation.js';
import { Charge } from './charging/charge.js';
import { Execution } from './charging/execution.js';
import { OrderTerms } from './charging/order-terms.js';
import { PaymentOutcomes } from './charging/payment-outcomes.js';
import { PendingPurchases } from './charging/pending-purchases.js';
import { PurchaseSlot } from './charging/purchase-slot.js';
import { Settlement } from './charging/settlement.js';
import { DisputeClaims } from './disputes/dispute-claims.js';
import { DisputeJournal } from './disputes/dispute-journal.js';
import { DisputeLosses } from './disputes/dispute-losses.js';
import { DisputeOutcomes } from './disputes/dispute-outcomes.js';
import { DisputeRecords } from './disputes/dispute-records.js';
import { Dispute } from './disputes/dispute.entity.js';
import { DisputesController } from './disputes/disputes.controller.js';
import { Disputes } from './disputes/disputes.service.js';
import { PaymentNews } from './payment-news.js';
import { ProviderCatchUp } from './provider-catch-up.js';
import { PurchaseEvent } from './purchase-event.entity.js';
import { PurchaseJournal } from './purchase-journal.js';
import { PurchaseOrders } from './purchase-orders.js';
import { PurchaseRecords } from './purchase-records.js';
import { PurchasesController } from './purchases.controller.js';
import { PurchasesCron } from './purchases.cron.js';
import { Purchases } from './purchases.service.js';
import { ReconciliationCase } from './reconciliation-case.entity.js';
import { ReconciliationCases } from './reconciliation-cases.js';
import { ProviderRefunds } from './refunds/provider-refunds.js';
import { PurchaseRefundsController } from './refunds/purchase-refunds.controller.js';
import { RefundAudit } from './refunds/refund-audit.js';
import { RefundCalls } from './refunds/refund-calls.js';
import { RefundDesk } from './refunds/refund-desk.service.js';
import { RefundQuotes } from './refunds/refund-quotes.js';
import { RefundRecords } from './refunds/refund-records.js';
import { RefundReservation } from './refunds/refund-reservation.js';
import { PaidBeforeNews } from './charging/paid-before-news.js';
import { RefundCredits } from './refunds/refund-credits.js';
import { RefundSettlement } from './refunds/refund-settlement.js';
import { Refund } from './refunds/refund.entity.js';
import { ReturnedPayments } from './refunds/returned-payments.js';
import { RefundsController } from './refunds/refunds.controller.js';
import { RecoveryController } from './recovery/recovery.controller.js';
import { RecoveryLink } from './recovery/recovery-link.entity.js';
import { RecoveryLinks } from './recovery/recovery-links.service.js';
import { Recovery } from './recovery/recovery.service.js';
import { RecoveryThrottle } from './recovery/recovery-throttle.js';
import { RecoveryTokens } from './recovery/recovery-tokens.js';
import { TokenPurchase } from './token-purchase.entity.js';

/** Purchases: from the order to the settled tokens. */
@Module({
  imports: [
    AuditModule,
    IdentityModule,
    InvoicesModule,
    PackagesModule,
    PaymentsModule,
    TypeOrmModule.forFeature([
      Dispute,
      PurchaseEvent,
      ReconciliationCase,
      RecoveryLink,
      Refund,
      TokenPurchase,
    ]),
    WalletModule,
  ],
  controllers: [
    RecoveryController,
    PurchasesController,
    PurchaseRefundsController,
    RefundsController,
    DisputesController,
  ],
  providers: [
    Cancellation,
    Charge,
    DisputeClaims,
    DisputeJournal,
    DisputeLosses,
    DisputeOutcomes,
    DisputeRecords,
    Disputes,
    Execution,
    OrderTerms,
    PaymentNews,
    PaymentOutcomes,
    PendingPurchases,
    ProviderCatchUp,
    ProviderRefunds,
    PurchaseJournal,
    PurchaseOrders,
    PurchaseRecords,
    Purchases,
    PurchasesCron,
    PurchaseSlot,
    ReconciliationCases,
    Recovery,
    RecoveryLinks,
    RecoveryThrottle,
    RecoveryTokens,
    RefundAudit,
    RefundCalls,
    RefundDesk,
    RefundQuotes,
    RefundRecords,
    RefundReservation,
    PaidBeforeNews,
    RefundCredits,
    RefundSettlement,
    ReturnedPayments,
    Settlement,
  ],
  exports: [Disputes, PendingPurchases, ProviderCatchUp, Purchases, RecoveryLinks, RefundDesk],
})
export class PurchasesModule {}
