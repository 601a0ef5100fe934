export * from './auto-topup.errors.js';
export * from './auto-topup.events.js';
export { AutoTopUpModule } from './auto-topup.module.js';
export { AutoTopUps, type VersionedPolicy } from './auto-topup.service.js';
export type { PolicyDefinition } from './policy-definition.js';
