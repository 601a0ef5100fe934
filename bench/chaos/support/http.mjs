import { Agent, request } from 'undici';

const PATIENCE_MS = 60_000;

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {string} text the body, byte for byte
 * @property {import('node:http').IncomingHttpHeaders} headers
 */

/**
 * @typedef {object} Call
 * @property {string} token
 * @property {object} [body]
 * @property {string} [key] Idempotency-Key
 * @property {number} [dropAfterMs] cuts the line this long after the call was sent
 */

/** @param {number} connections to each address */
export function httpClient(connections = 64) {
  const agent = new Agent({ connections, bodyTimeout: PATIENCE_MS, headersTimeout: PATIENCE_MS });

  /**
   * Null when the connection broke before the answer was there.
   *
   * @param {'GET' | 'POST'} method
   * @param {string} url
   * @param {Call} call
   * @returns {Promise<Answer | null>}
   */
  async function send(method, url, { token, body, key, dropAfterMs }) {
    const cut = dropAfterMs === undefined ? undefined : AbortSignal.timeout(dropAfterMs);
    try {
      const answer = await request(url, {
        method,
        dispatcher: agent,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body && { 'content-type': 'application/json' }),
          ...(key !== undefined && { 'idempotency-key': key }),
        },
        ...(body && { body: JSON.stringify(body) }),
        ...(cut && { signal: cut }),
      });
      const text = await answer.body.text();
      return { status: answer.statusCode, text, headers: answer.headers };
    } catch {
      return null;
    }
  }

  return {
    get: (/** @type {string} */ url, /** @type {string} */ token) => send('GET', url, { token }),
    post: (/** @type {string} */ url, /** @type {Call} */ call) => send('POST', url, call),
    close: () => agent.destroy(),
  };
}

/** @typedef {ReturnType<typeof httpClient>} HttpClient */

/**
 * Runs `work(n)` for n = 0 .. count - 1, `callers` at a time.
 *
 * @param {number} count
 * @param {number} callers
 * @param {(n: number) => Promise<unknown>} work
 */
export async function inParallel(count, callers, work) {
  let next = 0;
  const caller = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: callers }, caller));
}
