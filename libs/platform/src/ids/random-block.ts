import { randomFillSync } from 'node:crypto';

const BLOCK_BYTES = 16;
const BLOCKS = 256;

const pool = new Uint8Array(BLOCK_BYTES * BLOCKS);
let next = BLOCKS;

/** 16 random bytes that are given out once; drawn from the system many at a time. */
export function randomBlock(): Uint8Array {
  if (next === BLOCKS) {
    randomFillSync(pool);
    next = 0;
  }
  const start = next * BLOCK_BYTES;
  next += 1;
  return pool.slice(start, start + BLOCK_BYTES);
}
