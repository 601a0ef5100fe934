import { setTimeout as delay } from 'node:timers/promises';
import { whole } from './random.mjs';

const TRIES = 4;
const INSISTING_TRIES = 90;
const INSISTING_PAUSE_MS = 1_000;
const PAUSE_MS = 250;
/** So many of the completed purchases are given back, wholly or in part. */
const REFUNDED = 0.3;
const WHOLLY = 0.4;
/** So many spend some of what they bought first. */
const SPENT_FIRST = 0.5;
const CREATED = 201;

/**
 * @typedef {object} Wish
 * @property {string} reference of the purchase
 * @property {number | null} amountMinor null = everything
 * @property {number} spentFirst tokens
 */

/** Staff who give the money of some purchases back, and ask again where no answer came. */
export class Refunders {
  /** Requests whose answer never came. */
  cutOff = 0;
  /** Ids of the refunds that somebody was told of. @type {Set<string>} */
  told = new Set();
  /** Refusals: there was nothing left to give back. */
  refused = 0;
  /** What is to be refunded, by purchase. @type {Map<number, Wish>} */
  #open = new Map();

  /** @param {import('./buyers.mjs').Buyers} buyers */
  constructor(buyers) {
    this.buyers = buyers;
    this.random = buyers.random;
  }

  /** Perhaps refunds the `n`-th purchase, and gives up after a few tries. @param {number} n */
  async perhaps(n) {
    const { random, buyers } = this;
    const order = buyers.orderOf(n);
    if (!order || !buyers.completed.has(order.reference) || random() >= REFUNDED) return;
    const amountMinor = random() < WHOLLY ? null : whole(random, 1, order.totalMinor);
    const spentFirst = random() < SPENT_FIRST ? whole(random, 1, Math.ceil(order.tokens / 2)) : 0;
    this.#open.set(n, { reference: order.reference, amountMinor, spentFirst });
    await this.#ask(n, TRIES, PAUSE_MS);
  }

  /** Does not give up before every wish is answered. */
  async insist() {
    for (const n of this.#open.keys()) {
      if (!(await this.#ask(n, INSISTING_TRIES, INSISTING_PAUSE_MS))) {
        throw new Error(`The refund of purchase ${n} is never answered`);
      }
    }
  }

  /** How many refunds are not booked although somebody was told of them. */
  untrue(/** @type {ReadonlySet<string>} */ bookedIds) {
    return [...this.told].filter((id) => !bookedIds.has(id)).length;
  }

  /**
   * @param {number} n
   * @param {number} tries
   * @param {number} pauseMs
   * @returns {Promise<boolean>} whether it was answered
   */
  async #ask(n, tries, pauseMs) {
    const wish = this.#open.get(n);
    if (!wish) return true;
    if (wish.spentFirst > 0) await this.#spend(n, wish);
    for (let left = tries; left > 0; left -= 1) {
      const answer = await this.buyers.post(n, `/api/tokens/purchase/${wish.reference}/refunds`, {
        key: `refund-${n}`,
        body: {
          reason: 'Sent back',
          ...(wish.amountMinor !== null && { amount: wish.amountMinor }),
        },
      });
      if (!answer) this.cutOff += 1;
      if (answer?.status === CREATED) this.told.add(JSON.parse(answer.text).id);
      if (answer && isFinal(answer)) {
        if (answer.status !== CREATED) this.refused += 1;
        this.#open.delete(n);
        return true;
      }
      await delay(pauseMs);
    }
    return false;
  }

  /** Spends once, however often it is asked: the reference is the same. @param {number} n @param {Wish} wish */
  async #spend(n, { reference, spentFirst }) {
    const { organizationId } = this.buyers.tenantOf(n);
    const body = { amount: spentFirst, reference: `spent-${reference}` };
    await this.buyers.post(n, `/api/tokens/wallet/${organizationId}/debits`, { body });
  }
}

/** Another request with the key may still run, or its process died a moment ago. */
function isFinal(/** @type {import('./http.mjs').Answer} */ { status, text }) {
  if (status === 409) return !text.includes('idempotency-in-progress');
  return status < 500 && status !== 401 && status !== 429;
}
