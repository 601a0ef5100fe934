import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@purser/audit';
import { IdentityModule } from '@purser/identity';
import { Adjustment } from './adjustment.entity.js';
import { LedgerWriter } from './books/ledger-writer.js';
import { Expiry } from './expiry/expiry.service.js';
import { ForecastCron } from './forecast/forecast.cron.js';
import { ForecastController } from './forecast/forecast.controller.js';
import { ForecastJob } from './forecast/forecast-job.service.js';
import { Forecasts } from './forecast/forecasts.service.js';
import { UsageDay } from './forecast/usage-day.entity.js';
import { UsageDays } from './forecast/usage-days.service.js';
import { UsageForecast } from './forecast/usage-forecast.entity.js';
import { Granting } from './granting.service.js';
import { BalanceReads } from './history/balance-reads.js';
import { LedgerHistory } from './history/history.service.js';
import { Refusals } from './history/refusals.service.js';
import { Hold } from './hold.entity.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { LotClawback } from './lots/lot-clawback.js';
import { LotFreezes } from './lots/lot-freezes.js';
import { LotChange } from './lot-change.entity.js';
import { Lot } from './lot.entity.js';
import { Refusal } from './refusal.entity.js';
import { LedgerAnchors } from './sealing/ledger-anchors.service.js';
import { LedgerVerifier } from './sealing/ledger-verifier.service.js';
import { SealingController } from './sealing/sealing.controller.js';
import { CoalescingSpending } from './spending/coalescing-spending.js';
import { Debits } from './spending/debits.service.js';
import { Holds } from './spending/holds.service.js';
import { LedgerPool } from './spending/ledger-pool.js';
import { Reversals } from './spending/reversals.service.js';
import { SpendingController } from './spending/spending.controller.js';
import { Spending } from './spending/spending.js';
import { AdjustmentQueue } from './support/adjustment-queue.service.js';
import { AdjustmentsController } from './support/adjustments.controller.js';
import { Adjustments } from './support/adjustments.service.js';
import { LotExtension } from './support/lot-extension.service.js';
import { SupportController } from './support/support.controller.js';
import { WalletSupport } from './support/support.service.js';
import { Suspensions } from './support/suspensions.service.js';
import { Suspension } from './suspension.entity.js';
import { WalletBooks } from './wallet-books.js';
import { WalletController } from './wallet.controller.js';
import { WalletCron } from './wallet.cron.js';
import { Wallet } from './wallet.entity.js';
import { WalletEvents } from './wallet-events.handler.js';
import { WalletReader } from './wallet.service.js';
import { Wallets } from './wallets.js';
import { RiseWatch, Watch } from './watch.entity.js';
import { Watches } from './watches.service.js';

const ENTITIES = [
  Adjustment,
  Hold,
  LedgerEntry,
  Lot,
  LotChange,
  Refusal,
  Suspension,
  UsageDay,
  UsageForecast,
  Wallet,
  Watch,
  RiseWatch,
];
const BOOKS = [
  Expiry,
  Granting,
  LedgerWriter,
  LotClawback,
  LotFreezes,
  WalletBooks,
  WalletCron,
  WalletEvents,
];
const FORECASTS = [ForecastCron, ForecastJob, Forecasts, UsageDays];
const READING = [BalanceReads, LedgerHistory, Refusals, WalletReader];
const SPENDING = [
  Debits,
  Holds,
  LedgerPool,
  Reversals,
  { provide: Spending, useClass: CoalescingSpending },
];
const SEALING = [LedgerAnchors, LedgerVerifier];
const SUPPORT = [AdjustmentQueue, Adjustments, LotExtension, Suspensions, WalletSupport, Watches];

/** Wallets: what organizations hold, spend and are granted. */
@Module({
  imports: [TypeOrmModule.forFeature(ENTITIES), AuditModule, IdentityModule],
  controllers: [
    ForecastController,
    WalletController,
    SpendingController,
    SealingController,
    SupportController,
    AdjustmentsController,
  ],
  providers: [...BOOKS, ...FORECASTS, ...READING, ...SPENDING, ...SEALING, ...SUPPORT, Wallets],
  exports: [
    Expiry,
    LedgerVerifier,
    Forecasts,
    LotClawback,
    LotFreezes,
    Spending,
    WalletBooks,
    WalletCron,
    Wallets,
  ],
})
export class WalletModule {}
