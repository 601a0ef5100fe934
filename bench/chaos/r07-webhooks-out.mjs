import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { rootOf, startFleet } from '../support/fleet.mjs';
import { httpClient, inParallel } from './support/http.mjs';
import { randomNumbers, whole } from './support/random.mjs';
import { mustHold, seconds, sizeOf, timeLimit } from './support/settings.mjs';
import { BEHAVIOURS, WebhookReceivers } from './support/webhook-receivers.mjs';

export const name = 'R7: webhooks out';

const CALLERS = 4;
const MOST_MINUTES = 20;
/** A process lives at most so long while there is something to send. */
const LONGEST_LIFE_MS = 2_500;
/** How far the clock goes at a time: the plan of retries waits from a minute to hours. */
const STEP_MS = 31 * 60_000;
/**
 * A receiver that hangs is sent a few at a time, so many events take many steps; after three days of
 * the clock (139 steps) it would be given up.
 */
const MOST_STEPS = 120;
const QUIET_MS = 500;

/**
 * @typedef {import('../support/fleet.mjs').Fleet} Fleet
 * @typedef {ReturnType<typeof httpClient>} Http
 */

/**
 * Two processes send the events of one organization to five receivers: one that answers well, one
 * that fails twice, one that lets them wait, one that is busy and one that is gone. One of the
 * processes at a time is killed with SIGKILL while they send.
 *
 * @param {{ full: boolean, log: (line: string) => void, seed?: number }} options
 * @throws Error an event did not arrive, arrived as another one, or was not signed
 */
export async function run({ full, log, seed = randomInt(2 ** 31) }) {
  const started = performance.now();
  const purchases = sizeOf('CHAOS_EVENTS', { full }, 300, 20);
  const kills = sizeOf('CHAOS_KILLS', { full }, 40, 4);
  log(`${purchases} purchases, ${kills} kills, seed ${seed}`);
  const random = randomNumbers(seed);
  const fleet = await startFleet(2);
  const http = httpClient(CALLERS);
  const receivers = new WebhookReceivers();
  try {
    const address = await receivers.open();
    const acme = await signIn(fleet, http);
    const cursor = await endOfFeed(fleet, http, acme, null);
    for (const behaviour of Object.keys(BEHAVIOURS)) {
      const made = await http.post(`${at(fleet)}/organizations/${acme.id}/webhook-endpoints`, {
        ...{ token: acme.token, body: { url: `${address}/${behaviour}`, types: ['*'] } },
      });
      if (made?.status !== 201) throw new Error(`No endpoint: ${made?.text}`);
      receivers.expect(behaviour, JSON.parse(made.text).secret);
    }
    const killer = new Killer(fleet, { kills, random });
    const killing = killer.run();
    await inParallel(purchases, CALLERS, () => order(fleet, http, acme));
    await killing;
    log(`${purchases} ordered, ${killer.kills} kills after ${seconds(started)} s`);
    const steps = await deliverAll(fleet, killer);
    const told = await readFeed(fleet, http, acme, cursor);
    const figures = { purchases, kills: killer.kills, steps, ...judge(receivers, told) };
    log(JSON.stringify({ ...figures, seconds: seconds(started) }));
    mustHold(
      name,
      {
        'every event of every purchase was told': told.size >= purchases,
        'each arrived at each receiver that lives': figures.missing === 0,
        'nothing else arrived': figures.unknown === 0,
        'an event is the same at every arrival': figures.differing === 0,
        'every arrival was signed': figures.unsigned === 0,
        'who is gone is left alone': await isDisabled(fleet),
        'as many kills as planned': killer.kills >= kills,
      },
      figures,
    );
    return { ...figures, seconds: seconds(started) };
  } finally {
    await http.close();
    receivers.close();
    await fleet.close();
  }
}

/** Kills one process at a time while there is something to send, and starts it again. */
class Killer {
  kills = 0;

  /** @param {Fleet} fleet @param {{ kills: number, random: () => number }} plan */
  constructor({ instances }, { kills, random }) {
    this.instances = instances;
    this.wanted = kills;
    this.random = random;
  }

  /** Half of the kills come while people buy, the others while retries are sent. */
  async run() {
    while (this.kills < this.wanted / 2) await this.once();
  }

  async once() {
    await delay(this.random() * LONGEST_LIFE_MS);
    const victim = this.instances[whole(this.random, 0, this.instances.length - 1)];
    await victim?.kill();
    this.kills += 1;
    await victim?.start();
  }
}

/** @param {Fleet} fleet the address of a process that lives */
function at({ instances }) {
  const living = instances.find((instance) => instance.isReady()) ?? instances[0];
  return `${living?.address}/api`;
}

/** @param {Fleet} fleet @param {Http} http */
async function signIn(fleet, http) {
  const body = { email: 'admin@acme.test', password: 'purser-demo' };
  const answer = await http.post(`${at(fleet)}/auth/login`, { token: '', body });
  const token = JSON.parse(answer?.text ?? '{}').accessToken;
  const me = await http.get(`${at(fleet)}/auth/me`, token);
  return { token, id: JSON.parse(me?.text ?? '{}').organizationId };
}

/**
 * Orders and calls off: two events of the feed without a payment. A process that dies meanwhile is
 * asked no second time: what was committed is told, and what was not is not.
 *
 * @param {Fleet} fleet
 * @param {Http} http
 * @param {{ token: string, id: string }} acme
 */
async function order(fleet, http, { token, id }) {
  for (;;) {
    const body = { organizationId: id, customTokens: 1_000 };
    const key = `order-${randomInt(2 ** 47)}`;
    const made = await http.post(`${at(fleet)}/tokens/purchase`, { token, key, body });
    if (made?.status === 201) {
      const { referenceId } = JSON.parse(made.text);
      const path = `${at(fleet)}/tokens/purchase/${referenceId}/cancel`;
      const called = await http.post(path, { token, key: `${key}-off`, body: {} });
      if (called?.status === 200) return;
    }
    await delay(50);
  }
}

/**
 * Lets time pass and both processes send until nothing waits; kills go on until all are done.
 *
 * @param {Fleet} fleet
 * @param {Killer} killer
 */
async function deliverAll(fleet, killer) {
  const root = rootOf(fleet);
  const within = timeLimit(MOST_MINUTES);
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    within();
    const now = await fleet.superuser.query(
      'SELECT coalesce(max(offset_ms), 0)::float8 AS ms FROM sandbox_clock',
    );
    // Whoever dies meanwhile, or is not up yet, is no concern: what counts is what arrives.
    const sending = root.runEverywhere('deliverWebhooks').catch(() => undefined);
    if (killer.kills < killer.wanted) await killer.once();
    await sending;
    await delay(QUIET_MS);
    const left = await waiting(fleet);
    if (left === 0 && killer.kills >= killer.wanted) return step;
    await root.sleepUntil(new Date(Date.now() + now.rows[0].ms + STEP_MS));
  }
  throw new Error(`After ${MOST_STEPS} steps wait ${JSON.stringify(await waitingFor(fleet))}`);
}

/** @param {Fleet} fleet who is waited for, and how often it was tried */
async function waitingFor({ superuser }) {
  const { rows } = await superuser.query(
    `SELECT e.url, d.attempts, count(*)::int AS deliveries
     FROM webhook_deliveries d
     JOIN webhook_endpoints e ON e.organization_id = d.organization_id AND e.id = d.endpoint_id
     WHERE d.due_at IS NOT NULL GROUP BY e.url, d.attempts ORDER BY e.url, d.attempts`,
  );
  return rows;
}

/** @param {Fleet} fleet what is not told yet, or not delivered */
async function waiting({ superuser }) {
  const { rows } = await superuser.query(
    `SELECT (SELECT count(*) FROM webhook_deliveries WHERE due_at IS NOT NULL)
          + (SELECT count(*) FROM outbox WHERE NOT published) AS left`,
  );
  return Number(rows[0].left);
}

/**
 * @param {Fleet} fleet
 * @param {Http} http
 * @param {{ token: string, id: string }} acme
 * @param {string | null} after
 * @param {Map<string, unknown>} [into] events by id
 * @returns {Promise<string | null>} the cursor behind all of them
 */
async function endOfFeed(fleet, http, { token, id }, after, into) {
  for (let cursor = after; ;) {
    const from = cursor === null ? '' : `&after=${cursor}`;
    const path = `/events?organizationId=${id}&limit=200${from}`;
    const answer = await http.get(`${at(fleet)}${path}`, token);
    if (answer?.status !== 200) throw new Error(`No feed: ${answer?.text}`);
    const page = JSON.parse(answer.text);
    for (const event of page.data) into?.set(event.id, event);
    cursor = page.cursor;
    if (!page.hasMore) return cursor;
  }
}

/**
 * @param {Fleet} fleet
 * @param {Http} http
 * @param {{ token: string, id: string }} acme
 * @param {string | null} after
 */
async function readFeed(fleet, http, acme, after) {
  /** @type {Map<string, unknown>} */
  const told = new Map();
  const { token } = await signIn(fleet, http);
  await endOfFeed(fleet, http, { ...acme, token }, after, told);
  return told;
}

/**
 * Compares what arrived with what the feed says happened.
 *
 * @param {WebhookReceivers} receivers
 * @param {ReadonlyMap<string, unknown>} told
 */
function judge({ arrivals }, told) {
  let [missing, unknown, differing, unsigned, arrived] = [0, 0, 0, 0, 0];
  for (const [behaviour, own] of arrivals) {
    arrived += own.length;
    unsigned += own.filter(({ isSigned }) => !isSigned).length;
    /** @type {Map<string, string>} */
    const bodies = new Map();
    for (const { id, body } of own) {
      if (!told.has(id)) unknown += 1;
      if ((bodies.get(id) ?? body) !== body || JSON.parse(body).id !== id) differing += 1;
      bodies.set(id, body);
    }
    if (behaviour === 'gone') continue;
    const taken = new Set(own.filter(({ status }) => status === 204).map(({ id }) => id));
    missing += [...told.keys()].filter((id) => !taken.has(id)).length;
  }
  const again = arrived - [...arrivals.values()].reduce((sum, own) => sum + distinct(own), 0);
  return { events: told.size, arrived, again, missing, unknown, differing, unsigned };
}

/** @param {readonly { id: string }[]} arrivals */
const distinct = (arrivals) => new Set(arrivals.map(({ id }) => id)).size;

/** @param {Fleet} fleet whether the endpoint that is gone is, and no other */
async function isDisabled({ superuser }) {
  const { rows } = await superuser.query(
    `SELECT url FROM webhook_endpoints WHERE NOT enabled ORDER BY url`,
  );
  return rows.length === 1 && rows[0].url.endsWith('/gone');
}
