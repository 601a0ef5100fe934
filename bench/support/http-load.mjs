import autocannon from 'autocannon';

/**
 * @typedef {object} Load
 * @property {number} requestsPerSecond answered with a 2xx
 * @property {number} p50Ms
 * @property {number} p99Ms
 * @property {number} refused answers that were not 2xx, and connections that broke
 */

/** @typedef {(n: number) => { method: string, path: string, headers: object, body?: string }} RequestOf */

/**
 * For how long: `seconds`, or until `amount` requests are answered.
 *
 * @typedef {{ connections: number } & ({ seconds: number } | { amount: number })} Shape
 */

/**
 * Sends `requestOf(n)` for n = 1, 2, 3 ... over `connections`, to this machine only.
 *
 * @param {string} address
 * @param {Shape} shape
 * @param {RequestOf} requestOf
 * @returns {Promise<Load>}
 */
export async function load(address, shape, requestOf) {
  let n = 0;
  const result = await autocannon({
    url: address,
    connections: shape.connections,
    ...('seconds' in shape ? { duration: shape.seconds } : { amount: shape.amount }),
    requests: [{ setupRequest: (request) => Object.assign(request, requestOf((n += 1))) }],
  });
  const answered = result['2xx'];
  return {
    requestsPerSecond: answered / result.duration,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    refused: result.non2xx + result.errors + result.timeouts,
  };
}
