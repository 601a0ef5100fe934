import { HttpConnection } from './http-connection.mjs';

/**
 * @typedef {object} Load
 * @property {number} requestsPerSecond answered with a 2xx
 * @property {number} p50Ms
 * @property {number} p99Ms
 * @property {number} refused answers that were not 2xx, and connections that broke
 */

/** @typedef {(n: number) => import('./http-connection.mjs').Request} RequestOf */

/**
 * For how long: `seconds`, or until `amount` requests are answered.
 *
 * @typedef {{ connections: number } & ({ seconds: number } | { amount: number })} Shape
 */

/**
 * Sends `requestOf(n)` for n = 1, 2, 3 ... over `connections`, each as soon as the one before it on
 * its connection is answered, to this machine only. What was sent in time is waited for.
 *
 * @param {string} address
 * @param {Shape} shape
 * @param {RequestOf} requestOf
 * @returns {Promise<Load>}
 */
export async function load(address, shape, requestOf) {
  const amount = 'amount' in shape ? shape.amount : Infinity;
  const start = performance.now();
  const end = 'seconds' in shape ? start + shape.seconds * 1_000 : Infinity;
  /** @type {number[]} */
  const tookMs = [];
  let sent = 0;
  let refused = 0;
  const one = () =>
    new Promise((resolve) => {
      const connection = new HttpConnection(address);
      const next = () => {
        const sentAt = performance.now();
        if (sent >= amount || sentAt >= end) {
          connection.close();
          resolve(undefined);
          return;
        }
        connection.send(
          requestOf((sent += 1)),
          (status) => {
            if (status >= 200 && status < 300) tookMs.push(performance.now() - sentAt);
            else refused += 1;
            next();
          },
          () => {
            refused += 1;
            connection.close();
            resolve(undefined);
          },
        );
      };
      next();
    });
  await Promise.all(Array.from({ length: shape.connections }, one));
  const seconds = (performance.now() - start) / 1_000;
  const sorted = Float64Array.from(tookMs).sort();
  /** @param {number} share */
  const percentile = (share) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return {
    requestsPerSecond: tookMs.length / seconds,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    refused,
  };
}
