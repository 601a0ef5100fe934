import net from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const TICK_MS = 5;
const PATIENCE_MS = 10_000;

/**
 * Sends at a rate whatever comes back: a caller that is not answered does not slow the next one down.
 * Runs in a thread of its own, on bare sockets, so that the sender costs little of what it measures.
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

/** @param {Plan} plan @returns {Promise<Tally>} */
function pour(plan) {
  const tally = { sent: 0, turnedAway: 0, accepted: 0, refused: 0, other: 0, broken: 0 };
  /** @type {string[]} */
  const examples = [];
  /** @type {number[]} */
  const tookMs = [];
  /** @type {Line[]} */
  const idle = [];
  /** @type {Set<Line>} */
  const lines = new Set();
  let n = 0;

  class Line {
    socket = net.connect(plan.port, plan.host);
    text = '';
    sentAt = 0;

    constructor() {
      this.socket.setNoDelay(true);
      this.socket.setEncoding('latin1');
      this.socket.on('data', (chunk) => this.read(String(chunk)));
      this.socket.on('error', () => undefined);
      this.socket.on('close', () => this.gone());
      lines.add(this);
    }

    /** @param {string} request */
    send(request) {
      this.sentAt = performance.now();
      this.socket.write(request);
      tally.sent += 1;
    }

    /** @param {string} chunk */
    read(chunk) {
      this.text += chunk;
      const head = this.text.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(this.text)?.[1] ?? 0);
      if (this.text.length < head + 4 + length) return;
      this.count(Number(this.text.slice(9, 12)), head);
      this.text = '';
      this.sentAt = 0;
      idle.push(this);
    }

    /** @param {number} status @param {number} head */
    count(status, head) {
      if (status < 300) {
        tally.accepted += 1;
        tookMs.push(performance.now() - this.sentAt);
      } else if ([429, 503].includes(status) && /retry-after:/i.test(this.text.slice(0, head))) {
        tally.refused += 1;
      } else {
        tally.other += 1;
        if (examples.length < 3) examples.push(this.text.slice(0, 600));
      }
    }

    gone() {
      if (this.sentAt > 0) tally.broken += 1;
      this.sentAt = 0;
      lines.delete(this);
      const at = idle.indexOf(this);
      if (at >= 0) idle.splice(at, 1);
    }
  }

  const request = () => {
    const one = () => ({ amount: 1, reference: `${plan.prefix}-${(n += 1)}` });
    const content =
      plan.items === 1 ? one() : { items: Array.from({ length: plan.items }, () => one()) };
    const body = JSON.stringify(content);
    return (
      `POST ${plan.path} HTTP/1.1\r\nhost: ${plan.host}\r\nauthorization: Bearer ${plan.token}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
    );
  };

  return new Promise((resolve) => {
    const started = performance.now();
    let due = 0;
    const timer = setInterval(() => {
      const elapsedMs = performance.now() - started;
      const isOver = elapsedMs >= plan.seconds * 1_000;
      const wanted = isOver ? due : Math.floor((elapsedMs / 1_000) * plan.perSecond);
      for (; due < wanted; due += 1) {
        const line = idle.pop() ?? (lines.size < plan.connections ? new Line() : null);
        if (line) line.send(request());
        else tally.turnedAway += 1;
      }
      const now = performance.now();
      const busy = [...lines].filter((line) => line.sentAt > 0);
      for (const line of busy) if (now - line.sentAt > PATIENCE_MS) line.socket.destroy();
      if (!isOver || busy.length > 0) return;
      clearInterval(timer);
      for (const line of lines) line.socket.destroy();
      const sorted = tookMs.toSorted((a, b) => a - b);
      const at = (/** @type {number} */ part) =>
        Math.round(sorted[Math.floor(sorted.length * part)] ?? 0);
      resolve({ ...tally, p50Ms: at(0.5), p99Ms: at(0.99), examples });
    }, TICK_MS);
  });
}

parentPort?.postMessage(await pour(workerData));
