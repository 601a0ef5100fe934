export { type Allocation } from './allocation.js';
export { Expiry } from './expiry/expiry.service.js';
export * from './forecast/forecast.events.js';
export { Forecasts } from './forecast/forecasts.service.js';
export { type Grant, type GrantedLot } from './granted-lot.js';
export { type GrantRequest } from './granting.service.js';
export { LotClawback, type Clawback, type ClawbackRequest } from './lots/lot-clawback.js';
export { LotFreezes, type FrozenTokens, type LotsRequest } from './lots/lot-freezes.js';
export { costOfNext, type PurchaseLot } from './lots/purchase-lot.js';
export { exportedEntry } from './sealing/exported-entry.js';
export { LedgerVerifier } from './sealing/ledger-verifier.service.js';
export { SEALED_COLUMNS, sealedEntry, type StoredEntry } from './sealing/sealed-entry.js';
export { verifyLedgerExport, type LedgerExportVerdict } from './sealing/verify-ledger-export.js';
export { Holds } from './spending/holds.service.js';
export { Reversals } from './spending/reversals.service.js';
export {
  Spending,
  type BookedDebit,
  type DebitAnswer,
  type DebitItem,
  type RefusedDebit,
} from './spending/spending.js';
export { Adjustments } from './support/adjustments.service.js';
export * from './wallet.errors.js';
export { leastAvailable } from './expiry/least-available.js';
export * from './wallet.events.js';
export { WalletModule } from './wallet.module.js';
export { WALLET_RULES, WalletBooks, type BooksFault } from './wallet-books.js';
export { WalletCron } from './wallet.cron.js';
export { Wallets } from './wallets.js';
