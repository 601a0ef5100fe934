import { setTimeout as delay } from 'node:timers/promises';
import { whole } from './random.mjs';

const LONGEST_DELAY_MS = 300;
/** So often the other process is killed before the first is back. */
const BOTH_DOWN = 0.2;

/** Kills processes at random points of a run and starts them again. */
export class Killer {
  kills = 0;
  /** Purchases at which a process is killed, the first first. @type {number[]} */
  #points;
  /** @type {Map<import('../../support/fleet.mjs').Instance, Promise<void>>} */
  #restarts = new Map();
  /** @type {Promise<void>} */
  #work = Promise.resolve();
  #pending = 0;

  /**
   * @param {readonly import('../../support/fleet.mjs').Instance[]} instances
   * @param {{ kills: number, purchases: number, random: () => number }} plan
   */
  constructor(instances, { kills, purchases, random }) {
    this.instances = instances;
    this.random = random;
    this.#points = Array.from({ length: kills }, () => whole(random, 0, purchases - 1));
    this.#points.sort((a, b) => a - b);
  }

  /** Called before the `n`-th purchase; waits while kills lag behind, so that they stay spread. */
  async turn(/** @type {number} */ n) {
    while ((this.#points[0] ?? Infinity) <= n) {
      this.#points.shift();
      this.#pending += 1;
      this.#work = this.#work.then(() => this.#killOne());
    }
    while (this.#pending > 2) await this.#work;
  }

  /** Waits until all kills are done and every process is back. */
  async finish() {
    await this.#work;
    await Promise.all(this.#restarts.values());
  }

  async #killOne() {
    const { random, instances } = this;
    await delay(random() * LONGEST_DELAY_MS);
    const victim = instances[Math.floor(random() * instances.length)];
    if (!victim) throw new Error('There is nobody to kill');
    await this.#restarts.get(victim);
    await victim.kill();
    this.kills += 1;
    const restart = victim.start();
    this.#restarts.set(victim, restart);
    if (random() > BOTH_DOWN) await restart;
    this.#pending -= 1;
  }
}
