import { randomInt, randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { startFleet } from '../support/fleet.mjs';
import { proof } from './support/books.mjs';
import { httpClient, inParallel } from './support/http.mjs';
import { randomNumbers, whole } from './support/random.mjs';
import { mustHold, seconds, sizeOf } from './support/settings.mjs';
import { give, openTenants, signInRoot } from './support/tenants.mjs';

export const name = 'R3: once on retry';

const CALLERS = 32;
const MOST_SENDS = 5;
/** So many sends are cut off before the answer is there. */
const DROPPED = 0.4;
const LONGEST_MS = 40;
const TRIES = 90;
const TOKENS = 100_000;

/**
 * @typedef {import('../support/fleet.mjs').Fleet} Fleet
 * @typedef {import('./support/http.mjs').HttpClient} HttpClient
 * @typedef {import('./support/tenants.mjs').Tenant} Tenant
 *
 * One effect that is asked for several times: `key` is an Idempotency-Key, or absent where the body's
 * reference is the key.
 * @typedef {{ path: string, token: string, body: object, key?: string }} Wish
 */

/**
 * Every key is sent one to five times at once to two processes, many of the lines are cut before the
 * answer, and at the end each key is asked once more: one row each, and always the same bytes.
 *
 * @param {{ full: boolean, log: (line: string) => void, seed?: number }} options
 * @throws Error an effect is missing or there twice, or an answer changed
 */
export async function run({ full, log, seed = randomInt(2 ** 31) }) {
  const started = performance.now();
  const keys = sizeOf('CHAOS_KEYS', { full }, 5_000, 200);
  const others = Math.ceil(keys / 10);
  log(`${keys} debits, ${others} of every other kind, each 1-${MOST_SENDS} times, seed ${seed}`);
  const fleet = await startFleet(2);
  const http = httpClient(CALLERS * MOST_SENDS);
  try {
    const tenants = await openTenants(fleet, 1 + Math.ceil(others / 4));
    const root = await signInRoot(fleet, http);
    const [first, ...payers] = /** @type {[Tenant, ...Tenant[]]} */ (tenants);
    await give(fleet, http, { organizationId: first.organizationId, tokens: TOKENS, token: root });
    const packageId = await anyPackage(fleet, http, first);
    const sender = new Sender(fleet, http, randomNumbers(seed));
    const wallet = `/api/tokens/wallet/${first.organizationId}`;
    const token = first.apiKey;
    await sender.send(keys, (n) => ({
      ...{ path: `${wallet}/debits`, token },
      body: { amount: 1 + (n % 3), reference: `debit-${n}` },
    }));
    await sender.send(others, (n) => ({
      ...{ path: `${wallet}/holds`, token },
      body: { amount: 2, ttlSeconds: 86_400, reference: `hold-${n}` },
    }));
    await sender.send(others, (n) => ({
      ...{ path: `${wallet}/adjustments`, token: root, key: `adjust-${n}` },
      body: { amount: 7, reasonCode: 'goodwill', reason: 'Sent again and again' },
    }));
    const orders = await sender.send(payers.length, (n) => {
      const { organizationId, apiKey } = /** @type {Tenant} */ (payers[n]);
      const body = { organizationId, packageId };
      return { path: '/api/tokens/purchase', token: apiKey, key: `order-${n}`, body };
    });
    await sender.send(payers.length, (n) => ({
      ...{ path: `/api/tokens/purchase/${orders[n]?.['referenceId']}/execute` },
      ...{ token: payers[n]?.apiKey ?? '', key: `pay-${n}` },
      body: { paymentMethodId: 'pm_card_visa' },
    }));
    const rows = await rowsOf(fleet, first, payers);
    const books = await proof(fleet, http, tenants);
    const figures = {
      ...{ keys: sender.keys, sent: sender.sent, dropped: sender.dropped },
      ...{ answersChanged: sender.changed, ...rows, ...books, seconds: seconds(started) },
    };
    log(JSON.stringify(figures));
    mustHold(
      name,
      {
        'one entry for each debit': rows.debits === keys,
        'one hold for each key': rows.holds === others,
        'one entry for each adjustment': rows.adjustments === others + 1,
        'one purchase for each key': rows.purchases === payers.length,
        'one charge for each purchase': rows.charges === payers.length,
        'answers are the same byte for byte': sender.changed === 0,
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

/** Sends wishes again and again and compares what comes back. */
class Sender {
  keys = 0;
  sent = 0;
  dropped = 0;
  changed = 0;

  /**
   * @param {Fleet} fleet
   * @param {HttpClient} http
   * @param {() => number} random
   */
  constructor(fleet, http, random) {
    this.fleet = fleet;
    this.http = http;
    this.random = random;
  }

  /**
   * @param {number} count
   * @param {(n: number) => Wish} wishOf
   * @returns {Promise<Record<string, unknown>[]>} what each was answered
   */
  async send(count, wishOf) {
    /** @type {Record<string, unknown>[]} */
    const bodies = [];
    this.keys += count;
    await inParallel(count, CALLERS, async (n) => {
      const wish = wishOf(n);
      const times = whole(this.random, 1, MOST_SENDS);
      const texts = await Promise.all(Array.from({ length: times }, () => this.#once(wish)));
      const last = await this.#untilAnswered(wish);
      const again = await this.#untilAnswered(wish);
      if ([...texts, again].some((text) => text !== null && text !== last)) this.changed += 1;
      bodies[n] = JSON.parse(last);
    });
    return bodies;
  }

  /** @param {Wish} wish @returns {Promise<string | null>} null = no answer, or come again */
  async #once(wish) {
    const isCut = this.random() < DROPPED;
    const cut = isCut ? { dropAfterMs: whole(this.random, 0, LONGEST_MS) } : {};
    return this.#ask(wish, cut);
  }

  /** @param {Wish} wish @param {{ dropAfterMs?: number }} cut */
  async #ask({ path, ...call }, cut) {
    const { instances } = this.fleet;
    this.sent += 1;
    const address = instances[Math.floor(this.random() * instances.length)]?.address;
    const answer = await this.http.post(`${address}${path}`, { ...call, ...cut });
    if (!answer) this.dropped += 1;
    return answer && answer.status < 300 ? answer.text : null;
  }

  /** @param {Wish} wish */
  async #untilAnswered(wish) {
    for (let left = TRIES; left > 0; left -= 1) {
      const text = await this.#ask(wish, {});
      if (text !== null) return text;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error(`${wish.path} is never answered: ${JSON.stringify(wish.body)}`);
  }
}

/** @param {Fleet} fleet @param {HttpClient} http @param {Tenant} tenant */
async function anyPackage({ instances }, http, { organizationId, apiKey }) {
  const path = `/api/tokens/packages?organizationId=${organizationId}`;
  const answer = await http.get(`${instances[0]?.address}${path}`, apiKey);
  const offered = JSON.parse(answer?.text ?? '{}');
  return (offered.data ?? offered)[0].id ?? randomUUID();
}

/** @param {Fleet} fleet @param {Tenant} first @param {readonly Tenant[]} payers */
async function rowsOf({ superuser, stripeUrl }, first, payers) {
  const ids = payers.map(({ organizationId }) => organizationId);
  const { rows } = await superuser.query(
    `SELECT (SELECT count(*)::int FROM token_balance_history
              WHERE organization_id = $1 AND kind = 'debit') AS debits,
            (SELECT count(*)::int FROM token_holds WHERE organization_id = $1) AS holds,
            (SELECT count(*)::int FROM token_balance_history
              WHERE organization_id = $1 AND kind = 'adjustment') AS adjustments,
            (SELECT count(*)::int FROM token_purchases WHERE organization_id = ANY ($2)
                AND completed_at IS NOT NULL) AS purchases`,
    [first.organizationId, ids],
  );
  const { hostname, port } = new URL(stripeUrl);
  const stripe = new Stripe('sk_test_chaos', { host: hostname, port, protocol: 'http' });
  const payer = new Set(ids);
  let charges = 0;
  for await (const intent of stripe.paymentIntents.list({ limit: 100 })) {
    const isOurs = payer.has(intent.metadata['organizationId'] ?? '');
    if (isOurs && intent.status === 'succeeded') charges += 1;
  }
  return { ...rows[0], charges };
}
