import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '@purser/audit';
import { Adjustment } from './adjustment.entity.js';
import { LedgerWriter } from './books/ledger-writer.js';
import { Granting } from './granting.service.js';
import { Hold } from './hold.entity.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { LotChange } from './lot-change.entity.js';
import { Lot } from './lot.entity.js';
import { Refusal } from './refusal.entity.js';
import { Suspensions } from './support/suspensions.service.js';
import { Suspension } from './suspension.entity.js';
import { Wallet } from './wallet.entity.js';
import { Wallets } from './wallets.js';
import { Watch } from './watch.entity.js';
import { Watches } from './watches.service.js';

const ENTITIES = [
  Adjustment,
  Hold,
  LedgerEntry,
  Lot,
  LotChange,
  Refusal,
  Suspension,
  Wallet,
  Watch,
];

/** Wallets: what organizations hold, spend and are granted. */
@Module({
  imports: [TypeOrmModule.forFeature(ENTITIES), AuditModule],
  providers: [Granting, LedgerWriter, Suspensions, Wallets, Watches],
  exports: [Wallets],
})
export class WalletModule {}
