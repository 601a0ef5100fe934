import type { ValueTransformer } from 'typeorm';

/** Maps a PostgreSQL `bigint[]` column to JavaScript bigints; the driver gives strings. */
export const asBigInts: ValueTransformer = {
  from: (values: string[] | null) => values?.map((value) => BigInt(value)) ?? values,
  to: (values: bigint[] | null) => values?.map((value) => value.toString()) ?? values,
};
