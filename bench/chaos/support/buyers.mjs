import { setTimeout as delay } from 'node:timers/promises';
import { whole } from './random.mjs';

const TRIES = 6;
const INSISTING_TRIES = 90;
const INSISTING_PAUSE_MS = 1_000;
const PAUSE_MS = 250;
const MOST_WAITS = 240;
/** So many buyers begin with a card that is declined. */
const DECLINED_FIRST = 0.05;
const GOOD_CARD = 'pm_card_visa';
const BAD_CARD = 'pm_card_visa_chargeDeclined';

/** @typedef {{ reference: string, totalMinor: number, tokens: number }} Order */

/** People who buy one package each, who get impatient, and some of whom give up. */
export class Buyers {
  /** References of purchases of which a buyer was told that they are completed. @type {Set<string>} */
  completed = new Set();
  /** Payments whose answer never came. */
  cutOff = 0;
  /** @type {Map<number, Order>} */
  #orders = new Map();
  #packageId = '';

  /**
   * @param {import('../../support/fleet.mjs').Fleet} fleet
   * @param {import('./http.mjs').HttpClient} http
   * @param {{ tenants: readonly import('./tenants.mjs').Tenant[], random: () => number }} scene
   */
  constructor(fleet, http, { tenants, random }) {
    this.fleet = fleet;
    this.http = http;
    this.tenants = tenants;
    this.random = random;
  }

  async choosePackage() {
    const { organizationId, apiKey } = this.tenantOf(0);
    const path = `/api/tokens/packages?organizationId=${organizationId}`;
    const answer = await this.http.get(`${this.fleet.instances[0]?.address}${path}`, apiKey);
    const offered = JSON.parse(answer?.text ?? '{}');
    this.#packageId = (offered.data ?? offered)[0].id;
  }

  /** Orders and pays the `n`-th purchase, and gives up after a few tries. @param {number} n */
  async buy(n) {
    const reference = await this.#order(n, TRIES, PAUSE_MS);
    if (reference === null) return;
    if (this.random() < DECLINED_FIRST) await this.#pay(n, reference, BAD_CARD, 'bad');
    const tries = whole(this.random, 1, TRIES);
    for (let left = tries; left > 0; left -= 1) {
      const status = await this.#pay(n, reference, GOOD_CARD, `good-${tries - left}`);
      if (status !== 0 && status < 500) return;
    }
  }

  /** Does not give up before the `n`-th purchase is completed. @param {number} n */
  async insist(n) {
    const reference = await this.#order(n, INSISTING_TRIES, INSISTING_PAUSE_MS);
    if (reference === null) throw new Error(`Purchase ${n} could not be ordered`);
    for (let left = INSISTING_TRIES; left > 0; left -= 1) {
      if (this.completed.has(reference)) return;
      const status = await this.#pay(n, reference, GOOD_CARD, `insist-${left}`);
      if (status !== 200) await delay(INSISTING_PAUSE_MS);
    }
    if (!this.completed.has(reference)) throw new Error(`Purchase ${reference} is never paid`);
  }

  /** How many purchases are not completed although a buyer was told so. */
  untrue(/** @type {ReadonlySet<string>} */ completedIds) {
    return [...this.completed].filter((id) => !completedIds.has(id)).length;
  }

  /** @param {number} n @param {number} tries @param {number} pauseMs */
  async #order(n, tries, pauseMs) {
    const known = this.#orders.get(n);
    if (known !== undefined) return known.reference;
    const { organizationId } = this.tenantOf(n);
    const body = { organizationId, packageId: this.#packageId };
    for (let left = tries; left > 0; left -= 1) {
      const answer = await this.post(n, '/api/tokens/purchase', { key: `order-${n}`, body });
      if (answer?.status === 201) {
        const { referenceId: reference, price, tokens } = JSON.parse(answer.text);
        this.#orders.set(n, { reference, totalMinor: price.total.amount, tokens });
        return /** @type {string} */ (reference);
      }
      await delay(pauseMs);
    }
    return null;
  }

  /**
   * @param {number} n
   * @param {string} reference
   * @param {string} paymentMethodId
   * @param {string} round
   * @returns {Promise<number>} status of the answer; 0 = there was none
   */
  async #pay(n, reference, paymentMethodId, round) {
    const path = `/api/tokens/purchase/${reference}/execute`;
    const answer = await this.post(n, path, {
      key: `pay-${n}-${round}`,
      body: { paymentMethodId },
    });
    if (!answer) {
      this.cutOff += 1;
      await delay(PAUSE_MS);
    }
    if (answer?.status === 200 && JSON.parse(answer.text).status === 'completed') {
      this.completed.add(reference);
    }
    return answer?.status ?? 0;
  }

  /** What became of the order of the `n`-th purchase; undefined where none was answered. */
  orderOf(/** @type {number} */ n) {
    return this.#orders.get(n);
  }

  /**
   * Sends to some process with the key of who makes the `n`-th purchase.
   *
   * @param {number} n
   * @param {string} path
   * @param {Omit<import('./http.mjs').Call, 'token'>} call
   */
  async post(n, path, call) {
    const token = this.tenantOf(n).apiKey;
    return this.http.post(`${await this.#anyone()}${path}`, { ...call, token });
  }

  /** @param {number} n */
  tenantOf(n) {
    const { tenants } = this;
    return /** @type {import('./tenants.mjs').Tenant} */ (tenants[n % tenants.length]);
  }

  /** The address of a process that serves; waits a while where none does. */
  async #anyone() {
    const { instances } = this.fleet;
    for (let waits = 0; waits < MOST_WAITS && !instances.some((one) => one.isReady()); waits += 1) {
      await delay(PAUSE_MS);
    }
    const ready = instances.filter((instance) => instance.isReady());
    const among = ready.length > 0 ? ready : instances;
    return among[Math.floor(this.random() * among.length)]?.address ?? '';
  }
}
