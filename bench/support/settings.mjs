/** @param {string} name @param {number} usual @returns {number} */
const setting = (name, usual) => Number(process.env[name] ?? usual);

/** Wallets that debits and balance reads are spread over. */
export const WALLETS = setting('BENCH_WALLETS', 10_000);
/** Seconds of each load. */
export const SECONDS = setting('BENCH_SECONDS', 5);
/** How often each figure is taken; the median counts. */
export const REPEATS = setting('BENCH_REPEATS', 3);
/** Entries of the wallet whose history is read. */
export const HISTORY_ENTRIES = setting('BENCH_HISTORY_ENTRIES', 10_000_000);
