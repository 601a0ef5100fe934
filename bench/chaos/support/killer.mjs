import { setTimeout as delay } from 'node:timers/promises';
import { whole } from './random.mjs';

/** A kill comes within this time of its purchase, while others are being paid. */
const LONGEST_DELAY_MS = 1_000;
/** So often the other process is killed before the first is back. */
const BOTH_DOWN = 0.2;

/** @typedef {import('../../support/fleet.mjs').Instance} Instance */

/** Kills processes at random points of a run, in the middle of the work, and starts them again. */
export class Killer {
  kills = 0;
  /** Purchases at which a process is killed, the first first. @type {number[]} */
  #points;
  #due = 0;
  /** A kill that is about to come, until the process is back. @type {Promise<void> | null} */
  #kill = null;
  /** Resolves when the process that was killed last is back. @type {Promise<void> | null} */
  #restart = null;
  /** Why a process did not come back; whoever comes next stops with it. @type {Error | null} */
  #failure = null;

  /**
   * @param {readonly Instance[]} instances
   * @param {{ kills: number, purchases: number, random: () => number }} plan
   */
  constructor(instances, { kills, purchases, random }) {
    this.instances = instances;
    this.random = random;
    this.#points = Array.from({ length: kills }, () => whole(random, 0, purchases - 1));
    this.#points.sort((a, b) => a - b);
  }

  /**
   * Called before the `n`-th purchase. Whoever comes while a process starts and the next kill is due
   * waits, so that kills stay spread over the run; nobody waits for a kill, so that it finds work.
   *
   * @param {number} n
   */
  async turn(n) {
    if (this.#failure) throw this.#failure;
    while ((this.#points[0] ?? Infinity) <= n) {
      this.#points.shift();
      this.#due += 1;
    }
    while (this.#due > 0 && this.#restart) await this.#restart;
    if (this.#due > 0 && !this.#kill) this.#arm();
  }

  /** Waits until all kills are done and every process is back. */
  async finish() {
    while (this.#due > 0 || this.#kill) {
      if (!this.#kill) this.#arm();
      await this.#kill;
      if (this.#failure) throw this.#failure;
    }
  }

  #arm() {
    this.#due -= 1;
    this.#kill = this.#killSome()
      .catch((/** @type {Error} */ error) => {
        this.#failure = error;
      })
      .finally(() => (this.#kill = null));
  }

  async #killSome() {
    const { random, instances } = this;
    const first = Math.floor(random() * instances.length);
    await this.#killSoon(instances[first]);
    const both = random() < BOTH_DOWN && this.#due > 0;
    if (both) {
      this.#due -= 1;
      await this.#killSoon(instances[(first + 1) % instances.length]);
    }
    const back = instances.map((instance) => instance.start());
    this.#restart = Promise.all(back).then(() => undefined);
    await this.#restart.finally(() => (this.#restart = null));
  }

  /** @param {Instance | undefined} victim */
  async #killSoon(victim) {
    await delay(this.random() * LONGEST_DELAY_MS);
    await victim?.kill();
    this.kills += 1;
  }
}
