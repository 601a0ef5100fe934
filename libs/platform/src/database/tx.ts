import type { EntityManager } from 'typeorm';

declare const inTransaction: unique symbol;
declare const inPlatformTransaction: unique symbol;

/**
 * Proof that a transaction of one organization is open, with row-level security set to it. Only
 * UnitOfWork makes one; no network call may happen while it is open.
 */
export type Tx = EntityManager & {
  readonly [inTransaction]: true;
  readonly organizationId: string;
};

/** Proof that a transaction over platform tables is open; tenant tables show no row in it. */
export type PlatformTx = EntityManager & { readonly [inPlatformTransaction]: true };
