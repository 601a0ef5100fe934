import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const TICK_MS = 5;
/**
 * Connections opened each tick, 2,000 a second. They are open before the first request: a process
 * that is busy accepts one a turn of its event loop, and whoever else comes waits in the kernel.
 */
const OPENED_EACH_TICK = 10;
const PATIENCE_MS = 10_000;

/**
 * Sends at a rate whatever comes back: a caller that is not answered does not slow the next one down.
 * Runs in a process of its own, on bare sockets, so that the sender costs little of what it measures.
 *
 * @typedef {object} Plan
 * @property {string} host
 * @property {number} port
 * @property {number} perSecond requests
 * @property {number} seconds
 * @property {number} connections at most; a request that finds all of them busy is turned away here
 * @property {string} path
 * @property {string} token
 * @property {number} items debits of one request; 1 = the single route
 * @property {string} prefix of the references
 *
 * @typedef {object} Tally
 * @property {number} sent
 * @property {number} turnedAway
 * @property {number} accepted answered with 2xx
 * @property {number} refused answered with 429 or 503 and Retry-After
 * @property {number} other answered with anything else
 * @property {number} broken not answered in time, or cut off
 * @property {number} p50Ms of accepted ones
 * @property {number} p99Ms of accepted ones
 * @property {string[]} examples of other answers
 */

/** The connections of a sender, and what came back over them. */
class Lines {
  tally = { sent: 0, turnedAway: 0, accepted: 0, refused: 0, other: 0, broken: 0 };
  /** @type {string[]} */
  examples = [];
  /** @type {number[]} */
  tookMs = [];
  /** @type {Line[]} */
  idle = [];
  /** @type {Set<Line>} */
  all = new Set();

  /** @param {Plan} plan */
  constructor(plan) {
    this.plan = plan;
  }

  /** @param {() => string} request */
  send(request) {
    const line = this.idle.pop() ?? (this.all.size < this.plan.connections ? new Line(this) : null);
    if (line) line.send(request());
    else this.tally.turnedAway += 1;
  }

  /** @returns {boolean} whether all of them are open */
  openSome() {
    const more = Math.min(OPENED_EACH_TICK, this.plan.connections - this.all.size);
    for (let left = more; left > 0; left -= 1) this.idle.push(new Line(this));
    return more <= 0 && [...this.all].every(({ socket }) => !socket.connecting);
  }

  /** Gives up on answers that take too long. @returns {number} lines that wait for an answer */
  lookAfter() {
    const now = performance.now();
    const busy = [...this.all].filter((line) => line.sentAt > 0);
    for (const line of busy) if (now - line.sentAt > PATIENCE_MS) line.socket.destroy();
    return busy.length;
  }

  close() {
    for (const line of this.all) line.socket.destroy();
  }

  /** @returns {Tally} */
  result() {
    const sorted = this.tookMs.toSorted((a, b) => a - b);
    const at = (/** @type {number} */ part) =>
      Math.round(sorted[Math.floor(sorted.length * part)] ?? 0);
    return { ...this.tally, p50Ms: at(0.5), p99Ms: at(0.99), examples: this.examples };
  }
}

/** One connection with at most one request under way. */
class Line {
  text = '';
  sentAt = 0;

  /** @param {Lines} lines */
  constructor(lines) {
    this.lines = lines;
    this.socket = net.connect(lines.plan.port, lines.plan.host);
    this.socket.setNoDelay(true);
    this.socket.setEncoding('latin1');
    this.socket.on('data', (chunk) => this.read(String(chunk)));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => this.gone());
    lines.all.add(this);
  }

  /** @param {string} request */
  send(request) {
    this.sentAt = performance.now();
    this.socket.write(request);
    this.lines.tally.sent += 1;
  }

  /** @param {string} chunk */
  read(chunk) {
    this.text += chunk;
    const head = this.text.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(this.text)?.[1] ?? 0);
    if (this.text.length < head + 4 + length) return;
    this.count(Number(this.text.slice(9, 12)), this.text.slice(0, head));
    this.text = '';
    this.sentAt = 0;
    this.lines.idle.push(this);
  }

  /** @param {number} status @param {string} headers */
  count(status, headers) {
    const { tally, tookMs, examples } = this.lines;
    if (status < 300) {
      tally.accepted += 1;
      tookMs.push(performance.now() - this.sentAt);
    } else if ([429, 503].includes(status) && /retry-after:/i.test(headers)) {
      tally.refused += 1;
    } else {
      tally.other += 1;
      if (examples.length < 3) examples.push(this.text.slice(0, 600));
    }
  }

  gone() {
    if (this.sentAt > 0) this.lines.tally.broken += 1;
    this.sentAt = 0;
    this.lines.all.delete(this);
    const at = this.lines.idle.indexOf(this);
    if (at >= 0) this.lines.idle.splice(at, 1);
  }
}

/** Makes one request after another, each with references of its own. @param {Plan} plan */
function requestsOf({ prefix, items, path: target, host, token }) {
  let n = 0;
  // By hand: what the sender computes is taken from what it measures.
  const one = () => `{"amount":1,"reference":"${prefix}-${(n += 1)}"}`;
  return () => {
    const body = items === 1 ? one() : `{"items":[${Array.from({ length: items }, one).join()}]}`;
    return (
      `POST ${target} HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${token}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    );
  };
}

/** @param {Lines} lines */
async function openAll(lines) {
  while (!lines.openSome()) await delay(TICK_MS);
}

/** @param {Plan} plan @returns {Promise<Tally>} */
async function pour(plan) {
  const lines = new Lines(plan);
  await openAll(lines);
  const request = requestsOf(plan);
  return new Promise((resolve) => {
    const started = performance.now();
    let due = 0;
    const timer = setInterval(() => {
      const elapsedMs = performance.now() - started;
      const isOver = elapsedMs >= plan.seconds * 1_000;
      const wanted = isOver ? due : Math.floor((elapsedMs / 1_000) * plan.perSecond);
      for (; due < wanted; due += 1) lines.send(request);
      const busy = lines.lookAfter();
      if (!isOver || busy > 0) return;
      clearInterval(timer);
      const result = lines.result();
      lines.close();
      resolve(result);
    }, TICK_MS);
  });
}

process.once('message', async (plan) => {
  const tally = await pour(/** @type {Plan} */ (plan));
  process.send?.(tally, () => process.disconnect());
});
