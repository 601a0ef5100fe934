export { type Grant, type GrantedLot } from './granted-lot.js';
export { type GrantRequest } from './granting.service.js';
export * from './wallet.errors.js';
export * from './wallet.events.js';
export { WalletModule } from './wallet.module.js';
export { Wallets } from './wallets.js';
