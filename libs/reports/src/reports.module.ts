import { Module } from '@nestjs/common';
import { AuditModule } from '@purser/audit';
import { IdentityModule } from '@purser/identity';
import { WalletModule } from '@purser/wallet';
import { Books } from './books/books.service.js';
import { ComplianceController } from './compliance/compliance.controller.js';
import { ComplianceReports } from './compliance/compliance-report.service.js';
import { LedgerExport } from './ledger-export/ledger-export.service.js';
import { ReportsController } from './reports.controller.js';

/** Compliance report, ledger export and the check that the books agree. */
@Module({
  imports: [AuditModule, IdentityModule, WalletModule],
  controllers: [ComplianceController, ReportsController],
  providers: [Books, ComplianceReports, LedgerExport],
  exports: [Books],
})
export class ReportsModule {}
