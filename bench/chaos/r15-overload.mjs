import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { startFleet } from '../support/fleet.mjs';
import { proof } from './support/books.mjs';
import { httpClient } from './support/http.mjs';
import { mustHold, seconds, sizeOf } from './support/settings.mjs';
import { openTenants, signInRoot } from './support/tenants.mjs';

export const name = 'R15: overload';

const WALLET_TOKENS = 2_000_000_000;
const PEAK_CALLERS = 64;
/**
 * What is sent, and over how many connections at most. A crowd holds more of them than items of one
 * wallet may wait in a process.
 */
const KINDS = [
  { kind: 'batch', items: 100, most: 2_000 },
  { kind: 'single', items: 1, most: 2_000 },
  { kind: 'crowd', items: 1, most: 12_000 },
];
/** Senders are other people's machines: they shall not take the time of what they send to. */
const SENDER_PRIORITY = 10;
const SENDER = fileURLToPath(new URL('support/open-loop.mjs', import.meta.url));
/** More than any process answers: the connections then decide how much is sent. */
const ENDLESS = 1_000_000;
const ROUNDS = 3;
const OVERLOAD = 3;
const LEAST_GOODPUT = 0.8;
/** What one process may grow to under load, and for each connection beyond the usual ones. */
const MOST_RSS_MB = 1_024;
const USUAL_CONNECTIONS = 2_000;
const CONNECTION_MB = 1 / 32;
const RSS_EVERY_MS = 500;
const PAGE_BYTES = 4_096;

/**
 * @typedef {import('../support/fleet.mjs').Fleet} Fleet
 * @typedef {import('./support/open-loop.mjs').Tally} Tally
 * @typedef {{ items: number, connections: number, perSecond: number, forSeconds: number }} Load
 * @typedef {(load: Load, which?: number) => Promise<Tally>} Pour over the process that is overloaded,
 *   or over another
 */

/**
 * Three times what one process can do, for a minute: batches, single debits, and single debits of a
 * crowd, all of one wallet. Whether it comes back is seen beside a second process on the same database
 * that was left in peace: both are asked in turns, so that they meet the same moods of the machine.
 *
 * @param {{ full: boolean, log: (line: string) => void, seed?: number }} options
 * @throws Error less was done than without overload, something but 429 or 503 was answered, memory
 * grew, or the process did not come back
 */
export async function run({ full, log, seed = randomInt(2 ** 31) }) {
  const started = performance.now();
  const long = sizeOf('CHAOS_SECONDS', { full }, 60, 5);
  const short = Math.max(2, long / 6);
  const fleet = await startFleet(2, { PURSER_ROLE: 'http', REQUESTS_PER_SECOND: '1000000' });
  const http = httpClient(4);
  try {
    const tenants = await openTenants(fleet, 1);
    const token = await signInRoot(fleet, http);
    await fill(fleet, http, { tenants, token });
    const memory = watchMemory(fleet.instances[0]?.pid() ?? 0);
    let run = 0;
    /** @type {Pour} */
    const pour = (load, which = 0) =>
      pourOver(fleet.instances[which], tenants[0], { ...load, prefix: `${seed}-${(run += 1)}` });
    /** @type {Record<string, number>} */
    const figures = {};
    let strange = 0;
    let isBounded = true;
    for (const { kind, ...sent } of KINDS) {
      const seen = await overload(kind, { ...sent, long, short, pour, log });
      const mostRssMb = memory.most();
      Object.assign(figures, seen.figures, { [`${kind}RssMb`]: mostRssMb });
      strange += seen.strange;
      isBounded &&= mostRssMb <= MOST_RSS_MB + (sent.most - USUAL_CONNECTIONS) * CONNECTION_MB;
    }
    memory.stop();
    const books = await proof(fleet, http, []);
    Object.assign(figures, { ...memory.figures(), ...books, seconds: seconds(started) });
    mustHold(
      name,
      {
        'goodput of batches': (figures['batchGoodput'] ?? 0) >= LEAST_GOODPUT,
        'goodput of single debits': (figures['singleGoodput'] ?? 0) >= LEAST_GOODPUT,
        'goodput in a crowd': (figures['crowdGoodput'] ?? 0) >= LEAST_GOODPUT,
        'the excess of batches was refused': (figures['batchRefused'] ?? 0) > 0,
        'the excess of a crowd was refused': (figures['crowdRefused'] ?? 0) > 0,
        'nothing but 2xx, 429 and 503 was answered': strange === 0,
        'memory is bounded': isBounded,
        'batches recover': (figures['batchAfterOfBeside'] ?? 0) >= LEAST_GOODPUT,
        'single debits recover from a crowd': (figures['crowdAfterOfBeside'] ?? 0) >= LEAST_GOODPUT,
        'single debits recover': (figures['singleAfterOfBeside'] ?? 0) >= LEAST_GOODPUT,
        'the books balance': books.unbalanced === 0,
      },
      figures,
    );
    return figures;
  } finally {
    await http.close();
    await fleet.close();
  }
}

/**
 * Finds the peak, sends three times as much, and looks whether the process is as fast afterwards as
 * the one that was left in peace.
 *
 * @param {string} kind
 * @param {{ items: number, most: number, long: number, short: number, pour: Pour,
 *   log: (line: string) => void }} plan
 */
async function overload(kind, { items, most, long, short, pour, log }) {
  const calm = { items, connections: PEAK_CALLERS, perSecond: ENDLESS, forSeconds: short };
  /** @type {Tally[]} */
  const before = [];
  // The first one also warms the process up.
  while (before.length < ROUNDS) before.push(await pour(calm));
  const peak = best(before);
  const peakPerSecond = peak.accepted / short;
  const perSecond = peakPerSecond * OVERLOAD;
  const over = await pour({ items, connections: most, perSecond, forSeconds: long });
  const [tired, fresh] = await inTurns(
    () => pour(calm),
    () => pour(calm, 1),
  );
  const [after, beside] = [best(tired), best(fresh)];
  log(`${kind}: peak ${JSON.stringify(peak)}`);
  log(`${kind}: overload ${JSON.stringify(over)}`);
  log(`${kind}: after ${JSON.stringify(after)}`);
  log(`${kind}: beside ${JSON.stringify(beside)}`);
  const ofPeak = (/** @type {number} */ rate) => Math.round((rate / peakPerSecond) * 100) / 100;
  return {
    strange: [...before, over, ...tired, ...fresh].reduce(
      (sum, one) => sum + one.other + one.broken,
      0,
    ),
    figures: {
      [`${kind}Peak/s`]: Math.round(peakPerSecond),
      [`${kind}Offered/s`]: Math.round(perSecond),
      [`${kind}Goodput/s`]: Math.round(over.accepted / long),
      [`${kind}Goodput`]: ofPeak(over.accepted / long),
      [`${kind}Refused`]: over.refused,
      [`${kind}TurnedAway`]: over.turnedAway,
      [`${kind}P99Ms`]: over.p99Ms,
      [`${kind}After/s`]: Math.round(after.accepted / short),
      [`${kind}Beside/s`]: Math.round(beside.accepted / short),
      [`${kind}AfterOfBeside`]: Math.round((after.accepted / beside.accepted) * 100) / 100,
      [`${kind}AfterOfPeak`]: ofPeak(after.accepted / short),
      [`${kind}AfterP99Ms`]: after.p99Ms,
    },
  };
}

/**
 * @param {() => Promise<Tally>} one
 * @param {() => Promise<Tally>} other
 * @returns {Promise<[Tally[], Tally[]]>}
 */
async function inTurns(one, other) {
  /** @type {[Tally[], Tally[]]} */
  const seen = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    seen[0].push(await one());
    seen[1].push(await other());
  }
  return seen;
}

/** @param {readonly Tally[]} tallies */
const best = (tallies) =>
  tallies.reduce((most, one) => (one.accepted > most.accepted ? one : most));

/**
 * Credits more than a run can spend: by two people, as so much asks for.
 *
 * @param {Fleet} fleet
 * @param {import('./support/http.mjs').HttpClient} http
 * @param {{ tenants: readonly import('./support/tenants.mjs').Tenant[], token: string }} scene
 */
async function fill({ instances }, http, { tenants, token }) {
  const address = instances[0]?.address;
  const signedIn = await http.post(`${address}/api/auth/login`, {
    token: '',
    body: { email: 'lead@purser.test', password: 'purser-demo' },
  });
  const checker = JSON.parse(signedIn?.text ?? '{}').accessToken;
  for (const { organizationId } of tenants) {
    const proposed = await http.post(`${address}/api/tokens/wallet/${organizationId}/adjustments`, {
      ...{ token, key: `fill-${organizationId}` },
      body: { amount: WALLET_TOKENS, reasonCode: 'goodwill', reason: 'To be spent' },
    });
    const { id } = JSON.parse(proposed?.text ?? '{}');
    const approved = await http.post(`${address}/api/tokens/adjustments/${id}/approve`, {
      ...{ token: checker, key: `approve-${id}`, body: {} },
    });
    if (approved?.status !== 200) throw new Error(`Nothing was credited: ${approved?.text}`);
  }
}

/**
 * @param {import('../support/fleet.mjs').Instance | undefined} instance
 * @param {import('./support/tenants.mjs').Tenant | undefined} tenant
 * @param {Load & { prefix: string }} load
 * @returns {Promise<Tally>}
 */
function pourOver(instance, tenant, { items, connections, perSecond, forSeconds, prefix }) {
  const { hostname: host, port } = new URL(instance?.address ?? '');
  const path = `/api/tokens/wallet/${tenant?.organizationId}/debits${items === 1 ? '' : '/batch'}`;
  const plan = { host, port: Number(port), path, token: tenant?.apiKey, items, connections };
  const sender = fork(SENDER);
  if (sender.pid) os.setPriority(sender.pid, SENDER_PRIORITY);
  sender.send({ ...plan, perSecond, seconds: forSeconds, prefix });
  return new Promise((resolve, reject) => {
    sender.once('message', resolve);
    sender.once('error', reject);
    sender.once('exit', () => reject(new Error('The sender ended without a tally')));
  });
}

/** Looks at the memory of a process until it is told to stop. @param {number} pid */
function watchMemory(pid) {
  /** @type {number[]} */
  const seen = [];
  const look = () => {
    const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
    seen.push(Math.round((pages * PAGE_BYTES) / 2 ** 20));
  };
  look();
  const timer = setInterval(look, RSS_EVERY_MS);
  return {
    stop: () => clearInterval(timer),
    /** So far, in MiB. */
    most: () => Math.max(...seen),
    figures: () => ({ firstRssMb: seen.at(0), lastRssMb: seen.at(-1) }),
  };
}
