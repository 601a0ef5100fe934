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
import { PaymentOutcomes } from './charging/payment-outcomes.js';
import { PendingPurchases } from './charging/pending-purchases.js';
import { PurchaseSlot } from './charging/purchase-slot.js';
import { Settlement } from './charging/settlement.js';
import { PaymentNews } from './payment-news.js';
import { PurchaseEvent } from './purchase-event.entity.js';
import { PurchaseJournal } from './purchase-journal.js';
import { PurchaseOrders } from './purchase-orders.js';
import { PurchaseRecords } from './purchase-records.js';
import { PurchasesController } from './purchases.controller.js';
import { PurchasesCron } from './purchases.cron.js';
import { Purchases } from './purchases.service.js';
import { ReconciliationCase } from './reconciliation-case.entity.js';
import { ReconciliationCases } from './reconciliation-cases.js';
import { TokenPurchase } from './token-purchase.entity.js';

/** Purchases: from the order to the settled tokens. */
@Module({
  imports: [
    AuditModule,
    IdentityModule,
    InvoicesModule,
    PackagesModule,
    PaymentsModule,
    TypeOrmModule.forFeature([PurchaseEvent, ReconciliationCase, TokenPurchase]),
    WalletModule,
  ],
  controllers: [PurchasesController],
  providers: [
    Cancellation,
    Charge,
    Execution,
    PaymentNews,
    PaymentOutcomes,
    PendingPurchases,
    PurchaseJournal,
    PurchaseOrders,
    PurchaseRecords,
    Purchases,
    PurchasesCron,
    PurchaseSlot,
    ReconciliationCases,
    Settlement,
  ],
  exports: [PendingPurchases, Purchases],
})
export class PurchasesModule {}
