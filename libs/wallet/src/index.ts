export { type Allocation } from './allocation.js';
export { Expiry } from './expiry/expiry.service.js';
export { type Grant, type GrantedLot } from './granted-lot.js';
export { type GrantRequest } from './granting.service.js';
export { Holds } from './spending/holds.service.js';
export {
  Spending,
  type BookedDebit,
  type DebitAnswer,
  type DebitItem,
  type RefusedDebit,
} from './spending/spending.js';
export { Adjustments } from './support/adjustments.service.js';
export * from './wallet.errors.js';
export * from './wallet.events.js';
export { WalletModule } from './wallet.module.js';
export { WalletBooks, type BooksFault } from './wallet-books.js';
export { WalletCron } from './wallet.cron.js';
export { Wallets } from './wallets.js';
