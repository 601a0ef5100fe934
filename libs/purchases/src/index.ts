export type { Presence } from './charging/charge.js';
export { PendingPurchases } from './charging/pending-purchases.js';
export type { OrderedItem, PurchaseOrder } from './purchase-orders.js';
export type { PurchaseFilter } from './purchase-records.js';
export { PURCHASE_STATUSES, PURCHASE_TYPES } from './purchase-status.js';
export * from './purchases.errors.js';
export * from './purchases.events.js';
export { PurchasesModule } from './purchases.module.js';
export { Purchases, type PurchasePayment } from './purchases.service.js';
