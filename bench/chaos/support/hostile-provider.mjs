import { setTimeout as delay } from 'node:timers/promises';
import { whole } from './random.mjs';

const CHANGE_MS = 800;
const TIMES = ['before', 'during', 'after', 'indeterminate'];

/** Makes the Stripe sandbox misbehave, another way every moment. */
export class HostileProvider {
  changes = 0;
  #running = false;
  /** @type {Promise<void>} */
  #work = Promise.resolve();

  /** @param {string} stripeUrl @param {() => number} random */
  constructor(stripeUrl, random) {
    this.stripeUrl = stripeUrl;
    this.random = random;
  }

  start() {
    this.#running = true;
    this.#work = this.#change();
  }

  /** From then on it behaves. */
  async stop() {
    if (!this.#running) return;
    this.#running = false;
    await this.#work;
    await this.#set({});
  }

  async #change() {
    while (this.#running) {
      await this.#set(this.#someFaults());
      this.changes += 1;
      await delay(CHANGE_MS);
    }
  }

  #someFaults() {
    const { random } = this;
    const pick = (/** @type {readonly unknown[]} */ all) => all[whole(random, 0, all.length - 1)];
    const status = pick([500, 502, 503, 429]);
    return {
      seed: whole(random, 1, 2 ** 31),
      http: {
        probability: random() * 0.15,
        status,
        // Who is told to come again did nothing.
        when: status === 429 ? 'before' : pick(TIMES),
        hangUp: status !== 429 && random() < 0.4,
        delayMs: pick([0, 0, 20, 150]),
      },
      webhooks: {
        delayMs: whole(random, 0, 1_500),
        duplicate: whole(random, 0, 3),
        reorder: true,
        drop: random() * 0.5,
      },
    };
  }

  /** @param {object} faults */
  async #set(faults) {
    const answer = await fetch(`${this.stripeUrl}/_sandbox/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    });
    if (!answer.ok) throw new Error(`The sandbox refused faults: ${await answer.text()}`);
  }
}
