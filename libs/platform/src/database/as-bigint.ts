import type { ValueTransformer } from 'typeorm';

/** Maps a PostgreSQL `bigint` column to a JavaScript bigint; the driver gives strings. */
export const asBigInt: ValueTransformer = {
  from: (value: string | null) => (value === null || value === undefined ? value : BigInt(value)),
  to: (value: bigint | null) => (typeof value === 'bigint' ? value.toString() : value),
};
