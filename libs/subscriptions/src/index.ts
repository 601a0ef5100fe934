export type { CancelAt, SubscriptionOrderChange } from './subscription-changes.js';
export type { NewSubscription } from './subscription-creation.js';
export * from './subscriptions.errors.js';
export * from './subscriptions.events.js';
export { SubscriptionsModule } from './subscriptions.module.js';
export { Subscriptions } from './subscriptions.service.js';
