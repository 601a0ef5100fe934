import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

/** Longer than a sender waits for an answer. */
const HANGS_MS = 15_000;
const RETRY_AFTER_S = '120';

/**
 * How a receiver answers the `n`-th arrival (from 1) of one event; null = not at all.
 *
 * @type {Readonly<Record<string, (n: number) => number | null>>}
 */
export const BEHAVIOURS = {
  well: () => 204,
  fails: (n) => (n <= 2 ? 500 : 204),
  hangs: (n) => (n === 1 ? null : 204),
  busy: (n) => (n === 1 ? 429 : 204),
  gone: () => 410,
};

/**
 * @typedef {object} Arrival
 * @property {string} id `webhook-id`
 * @property {string} body
 * @property {boolean} isSigned whether the signature is of our secret and this body
 * @property {number | null} status what was answered
 */

/** A server whose paths answer as {@link BEHAVIOURS} says, and that remembers everything. */
export class WebhookReceivers {
  /** @type {Map<string, Arrival[]>} by behaviour */
  arrivals = new Map(Object.keys(BEHAVIOURS).map((name) => [name, []]));
  /** @type {Map<string, string>} by behaviour */
  #secrets = new Map();
  #server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? '';
    /** @type {Buffer[]} */
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const status = this.#note(name, request.headers, body);
      const answer = () => {
        response.writeHead(status ?? 204, status === 429 ? { 'retry-after': RETRY_AFTER_S } : {});
        response.end();
      };
      if (status === null) setTimeout(answer, HANGS_MS).unref();
      else answer();
    });
    request.on('error', () => undefined);
  });

  /** @returns {Promise<string>} its address */
  async open() {
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve(null)));
    const address = /** @type {import('node:net').AddressInfo} */ (this.#server.address());
    return `http://127.0.0.1:${address.port}`;
  }

  /** @param {string} name @param {string} secret what its endpoint signs with */
  expect(name, secret) {
    this.#secrets.set(name, secret);
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /**
   * @param {string} name
   * @param {import('node:http').IncomingHttpHeaders} headers
   * @param {string} body
   */
  #note(name, headers, body) {
    const own = this.arrivals.get(name) ?? [];
    const id = String(headers['webhook-id']);
    const before = own.filter((arrival) => arrival.id === id).length;
    const status = BEHAVIOURS[name]?.(before + 1) ?? null;
    own.push({ id, body, isSigned: this.#verifies(name, headers, body), status });
    return status;
  }

  /**
   * @param {string} name
   * @param {import('node:http').IncomingHttpHeaders} headers
   * @param {string} body
   */
  #verifies(name, headers, body) {
    try {
      const secret = this.#secrets.get(name) ?? '';
      new Webhook(secret).verify(body, /** @type {Record<string, string>} */ (headers));
      return true;
    } catch {
      return false;
    }
  }
}
