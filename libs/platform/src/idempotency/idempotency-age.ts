/** How long an answer can be replayed. Machine time, like the records themselves. */
export const IDEMPOTENCY_RETENTION_MS = 72 * 3_600_000;

/** Records made before this are as if they were not there. */
export const idempotencyKeptSince = (): Date => new Date(Date.now() - IDEMPOTENCY_RETENTION_MS);
