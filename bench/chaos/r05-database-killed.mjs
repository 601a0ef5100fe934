import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startFleet } from '../support/fleet.mjs';
import { proof } from './support/books.mjs';
import { httpClient, inParallel } from './support/http.mjs';
import { randomNumbers, whole } from './support/random.mjs';
import { mustHold, seconds, sizeOf, timeLimit } from './support/settings.mjs';
import { give, openTenants, signInRoot } from './support/tenants.mjs';

export const name = 'R5: database killed';

const CALLERS = 32;
const WALLETS = 4;
const TOKENS = 100_000;
const MOST_MINUTES = 20;
/** After this long without an acknowledged debit nobody calls it recovery. */
const RECOVERY_MS = 120_000;
const LOOK_MS = 20;

/**
 * @typedef {import('../support/fleet.mjs').Fleet} Fleet
 * @typedef {import('./support/tenants.mjs').Tenant} Tenant
 * @typedef {{ tenant: Tenant, reference: string }} Debit
 */

/**
 * 32 callers debit over two processes while every process of PostgreSQL is killed with SIGKILL, again
 * and again; the API stays up and finds back by itself.
 *
 * @param {{ full: boolean, log: (line: string) => void, seed?: number }} options
 * @throws Error an acknowledged debit is gone, one is there twice, or the books do not balance
 */
export async function run({ full, log, seed = randomInt(2 ** 31) }) {
  const started = performance.now();
  const kills = sizeOf('CHAOS_DATABASE_KILLS', { full }, 20, 3);
  log(`${kills} kills of PostgreSQL, ${CALLERS} callers, 2 processes, seed ${seed}`);
  const fleet = await startFleet(2);
  const http = httpClient(CALLERS);
  try {
    const tenants = await openTenants(fleet, WALLETS);
    const token = await signInRoot(fleet, http);
    for (const { organizationId } of tenants) {
      await give(fleet, http, { organizationId, tokens: TOKENS, token });
    }
    const pids = fleet.instances.map((instance) => instance.pid());
    const callers = new Callers(fleet, http, tenants);
    const calling = callers.work();
    const recoveries = await killAgainAndAgain(fleet, callers, { kills, seed, log });
    callers.stop();
    await calling;
    await callers.finish();
    const there = await countEntries(fleet, callers);
    const books = await proof(fleet, http, tenants);
    const figures = {
      kills,
      ...{ acknowledged: callers.acknowledged.size, unanswered: callers.unanswered },
      ...{ answers503: callers.busy, otherAnswers: callers.other.size },
      ...there,
      ...{ slowestRecoveryMs: Math.max(...recoveries), ...books, seconds: seconds(started) },
    };
    for (const answer of [...callers.other].slice(0, 5)) log(answer);
    mustHold(
      name,
      {
        'every acknowledged debit is there': there.lost === 0,
        'none is there twice': there.doubled === 0 && there.entries === there.expected,
        'answers are the same again': callers.changed === 0,
        'nobody was answered but with 201 or 503': callers.other.size === 0,
        'the API never restarted': fleet.instances.every(
          (instance, at) => instance.isAlive() && instance.pid() === pids[at],
        ),
        'the books balance': books.unbalanced + books.brokenSeals === 0,
      },
      figures,
    );
    return figures;
  } finally {
    await http.close();
    await fleet.close();
  }
}

/** Callers who debit one token at a time and remember what they were told. */
class Callers {
  /** What the ledger must hold, by reference. @type {Map<string, string>} */
  acknowledged = new Map();
  /** @type {Debit[]} */
  open = [];
  /** Answers that nobody should get. @type {Set<string>} */
  other = new Set();
  unanswered = 0;
  busy = 0;
  changed = 0;
  #count = 0;
  #stopped = false;

  /**
   * @param {Fleet} fleet
   * @param {import('./support/http.mjs').HttpClient} http
   * @param {readonly Tenant[]} tenants
   */
  constructor(fleet, http, tenants) {
    this.fleet = fleet;
    this.http = http;
    this.tenants = tenants;
  }

  stop() {
    this.#stopped = true;
  }

  async work() {
    const caller = async () => {
      while (!this.#stopped) {
        const n = (this.#count += 1);
        const tenant = /** @type {Tenant} */ (this.tenants[n % this.tenants.length]);
        const debit = { tenant, reference: `debit-${n}` };
        if (await this.#send(debit, n)) continue;
        this.open.push(debit);
        await delay(50);
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
  }

  /** Sends what was not answered until it is, and a part of the rest again. */
  async finish() {
    const within = timeLimit(RECOVERY_MS / 60_000);
    const open = this.open.splice(0);
    const sample = [...this.acknowledged.keys()].slice(0, 500);
    await inParallel(open.length, CALLERS, async (n) => {
      while (!(await this.#send(/** @type {Debit} */ (open[n]), n))) within();
    });
    await inParallel(sample.length, CALLERS, async (n) => {
      const reference = sample[n] ?? '';
      const tenant = this.tenants[Number(reference.slice(6)) % this.tenants.length];
      await this.#send({ tenant: /** @type {Tenant} */ (tenant), reference }, n);
    });
  }

  /** @param {Debit} debit @param {number} n */
  async #send({ tenant, reference }, n) {
    const { instances } = this.fleet;
    const path = `/api/tokens/wallet/${tenant.organizationId}/debits`;
    const url = `${instances[n % instances.length]?.address}${path}`;
    const answer = await this.http.post(url, {
      token: tenant.apiKey,
      body: { amount: 1, reference },
    });
    if (answer?.status === 201) {
      const before = this.acknowledged.get(reference);
      if (before !== undefined && before !== answer.text) this.changed += 1;
      this.acknowledged.set(reference, answer.text);
      return true;
    }
    if (!answer) this.unanswered += 1;
    else if (answer.status === 503 && answer.headers['retry-after']) this.busy += 1;
    else this.other.add(`${answer.status} ${answer.text.slice(0, 300)}`);
    return false;
  }
}

/**
 * @param {Fleet} fleet
 * @param {Callers} callers
 * @param {{ kills: number, seed: number, log: (line: string) => void }} plan
 * @returns {Promise<number[]>} how long each time until a debit was acknowledged again, in ms
 */
async function killAgainAndAgain({ cluster }, callers, { kills, seed, log }) {
  const random = randomNumbers(seed);
  const within = timeLimit(MOST_MINUTES);
  const recoveries = [];
  const debits = async (/** @type {number} */ more) => {
    const wanted = callers.acknowledged.size + more;
    const since = performance.now();
    while (callers.acknowledged.size < wanted) {
      within();
      if (performance.now() - since > RECOVERY_MS) {
        const seen = { answers503: callers.busy, unanswered: callers.unanswered };
        const others = [...callers.other].slice(0, 3);
        throw new Error(
          `${name} is broken: ${callers.acknowledged.size} of ${wanted} debits after ` +
            `${RECOVERY_MS} ms, ${JSON.stringify({ ...seen, others })}`,
        );
      }
      await delay(LOOK_MS);
    }
    return performance.now() - since;
  };
  for (let kill = 1; kill <= kills; kill += 1) {
    await debits(whole(random, 50, 500));
    await delay(whole(random, 0, 50));
    await killPostgres(cluster);
    await cluster.start();
    log(`kill ${kill}: PostgreSQL is back`);
    const tookMs = Math.round(await debits(1));
    recoveries.push(tookMs);
    log(`kill ${kill}: ${callers.acknowledged.size} acknowledged, debits again after ${tookMs} ms`);
  }
  return recoveries;
}

/**
 * SIGKILL to the server and to each of its processes at once: nobody can write anything down.
 *
 * @param {Fleet['cluster']} cluster
 */
async function killPostgres(cluster) {
  const { pid } = cluster;
  if (pid === undefined) throw new Error('PostgreSQL is not running');
  const gone = cluster.exited;
  for (const each of [pid, ...childrenOf(pid)]) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // It ended a moment ago.
    }
  }
  await gone;
}

/** @param {number} parent @returns {number[]} */
function childrenOf(parent) {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => {
    try {
      // "pid (name) state parent ...": the name may hold anything, so read behind its bracket.
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]) === parent;
    } catch {
      return false;
    }
  });
}

/** @param {Fleet} fleet @param {Callers} callers */
async function countEntries({ superuser }, callers) {
  const ids = callers.tenants.map(({ organizationId }) => organizationId);
  const { rows } = await superuser.query(
    `SELECT reference, id FROM token_balance_history
      WHERE organization_id = ANY ($1) AND kind = 'debit'`,
    [ids],
  );
  const entries = new Map(rows.map(({ reference, id }) => [reference, id]));
  let lost = 0;
  for (const [reference, text] of callers.acknowledged) {
    if (entries.get(reference) !== JSON.parse(text).entryId) lost += 1;
  }
  const expected = callers.acknowledged.size;
  return { entries: rows.length, expected, lost, doubled: rows.length - entries.size };
}
