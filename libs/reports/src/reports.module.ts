import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@purser/audit';
import { IdentityModule } from '@purser/identity';
import { PaymentsModule } from '@purser/payments';
import { PurchasesModule } from '@purser/purchases';
import { WalletModule } from '@purser/wallet';
import { Books } from './books/books.service.js';
import { ComplianceController } from './compliance/compliance.controller.js';
import { ComplianceReports } from './compliance/compliance-report.service.js';
import { FinanceController } from './finance/finance.controller.js';
import { FinanceReports } from './finance/finance-report.service.js';
import { LedgerExport } from './ledger-export/ledger-export.service.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { ReconciliationState } from './reconciliation/reconciliation-state.entity.js';
import { Reconciler } from './reconciliation/reconciler.service.js';
import { ReportsController } from './reports.controller.js';
import { ReportsCron } from './reports.cron.js';

/** Compliance and finance reports, ledger export, books and their reconciliation. */
@Module({
  imports: [
    AuditModule,
    IdentityModule,
    PaymentsModule,
    PurchasesModule,
    TypeOrmModule.forFeature([ReconciliationState]),
    WalletModule,
  ],
  controllers: [
    ComplianceController,
    FinanceController,
    ReconciliationController,
    ReportsController,
  ],
  providers: [Books, ComplianceReports, FinanceReports, LedgerExport, Reconciler, ReportsCron],
  exports: [Books, FinanceReports, Reconciler],
})
export class ReportsModule {}
