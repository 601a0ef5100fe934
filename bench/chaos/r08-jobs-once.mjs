import { createHash, randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { DateTime } from 'luxon';
import Stripe from 'stripe';
import { built, rootOf, startFleet } from '../support/fleet.mjs';
import { inParallel } from './support/http.mjs';
import { randomNumbers } from './support/random.mjs';
import { sizeOf } from './support/settings.mjs';

export const name = 'R8: jobs once';

const PERIODS = 12;
const OUTAGE_PERIOD = 3;
/** Summer time on either side of the equator, and none. */
const ZONES = ['America/New_York', 'Australia/Sydney', 'Asia/Tokyo'];
const TOKENS = 10_000;
/** Longer than the lease of a charge whose process died. */
const LEASE = { minutes: 6 };
const MOST_ROUNDS = 30;
const CALLERS = 4;
/** The demo bills as well. */
const OURS =
  "organization_id IN (SELECT organization_id FROM organizations WHERE name LIKE 'Chaos %')";

/**
 * @typedef {import('../support/fleet.mjs').Fleet} Fleet
 * @typedef {{ organizationId: string, timeZone: string, startAt: DateTime }} Subscriber
 */

/**
 * Three instances bill subscriptions of January 31 in three zones for twelve months, through three
 * days of outage, while one of them at a time is killed with SIGKILL.
 *
 * @param {{ full: boolean, log: (line: string) => void, seed?: number }} options
 * @throws Error a charge is missing, early, or there twice
 */
export async function run({ full, log, seed = randomInt(2 ** 31) }) {
  const subscriptions = sizeOf('CHAOS_SUBSCRIPTIONS', { full }, 1_000, 24);
  const started = performance.now();
  log(`${subscriptions} subscriptions x ${PERIODS} periods, 3 instances, seed ${seed}`);
  // In full, jobs run when they are asked to and nobody works on events: mails are not the claim.
  const fleet = await startFleet(3, full ? { PURSER_ROLE: 'http' } : {});
  try {
    const subscribers = await subscribe(fleet, subscriptions);
    log(`subscribed after ${seconds(started)} s`);
    const seen = await bill(fleet, subscribers, { random: randomNumbers(seed), log });
    const figures = { ...(await check(fleet, subscribers)), ...seen, seconds: seconds(started) };
    log(JSON.stringify(figures));
    const expected = subscriptions * PERIODS;
    const { charges, atProvider, missed, early, doubled, unbalanced } = figures;
    const isRight = charges === expected && atProvider === expected;
    if (!isRight || missed + early + doubled + unbalanced > 0) {
      throw new Error(`R8 is broken: ${expected} charges expected, ${JSON.stringify(figures)}`);
    }
    return figures;
  } finally {
    await fleet.close();
  }
}

const seconds = (/** @type {number} */ started) => Math.round((performance.now() - started) / 1000);

/**
 * Organizations with a card each and a subscription that starts on the next January 31, 09:30 local.
 *
 * @param {Fleet} fleet
 * @param {number} count
 * @returns {Promise<Subscriber[]>}
 */
async function subscribe(fleet, count) {
  const { AppModule } = await built('apps/api/src/app.module');
  const { readConfig, systemActor } = await built('libs/platform/src/index');
  const { Organizations } = await built('libs/identity/src/index');
  const { Catalogue } = await built('libs/packages/src/index');
  const { Subscriptions } = await built('libs/subscriptions/src/index');
  const config = { ...readConfig(fleet.env), PURSER_ROLE: 'http' };
  const context = await NestFactory.createApplicationContext(AppModule.forRoot(config), {
    logger: ['error'],
  });
  const actor = systemActor('chaos');
  const { item } = await context.get(Catalogue, { strict: false }).createPackage(
    {
      ...{ name: 'Monthly', description: 'Billed each month', tokens: BigInt(TOKENS) },
      ...{ bonusTokens: 0n, validityDays: null, active: true },
      prices: [{ currency: 'USD', amountMinor: 1_000n }],
    },
    actor,
  );
  /** @type {Subscriber[]} */
  const subscribers = [];
  await inParallel(count, CALLERS, async (n) => {
    const timeZone = ZONES[n % ZONES.length] ?? 'UTC';
    const organization = await context.get(Organizations, { strict: false }).create(
      {
        ...{ name: `Chaos ${n}`, legalName: `Chaos ${n} Inc.`, currency: 'USD', timeZone },
        ...{ country: 'US', addressLines: ['1 Main Street'], taxId: null, taxExempt: true },
        ...{ billingEmail: `billing-${n}@chaos.test`, poNumber: null },
      },
      actor,
    );
    const startAt = nextJanuary31(timeZone);
    await context.get(Subscriptions, { strict: false }).create(
      organization.id,
      {
        ...{ packageId: item.id, interval: 'month', paymentMethodId: 'pm_card_visa' },
        startAt: startAt.toJSDate(),
      },
      actor,
    );
    subscribers.push({ organizationId: organization.id, timeZone, startAt });
  });
  await context.close();
  return subscribers;
}

/** @param {string} zone */
function nextJanuary31(zone) {
  const now = DateTime.now().setZone(zone).plus({ hours: 1 });
  const start = DateTime.fromObject(
    { year: now.year, month: 1, day: 31, hour: 9, minute: 30 },
    { zone },
  );
  return start > now ? start : start.plus({ years: 1 });
}

/** @param {DateTime} first @param {number} period when it starts, in the zone of `first` */
function startOf(first, period) {
  const month = first.set({ day: 1 }).plus({ months: period });
  return month.set({ day: Math.min(31, month.daysInMonth ?? 31) });
}

/**
 * Goes from one start of periods to the next and lets every instance bill at once.
 *
 * @param {Fleet} fleet
 * @param {readonly Subscriber[]} subscribers
 * @param {{ random: () => number, log: (line: string) => void }} tools
 */
async function bill(fleet, subscribers, { random, log }) {
  const root = rootOf(fleet);
  const firsts = new Map(subscribers.map(({ timeZone, startAt }) => [timeZone, startAt]));
  const started = performance.now();
  let early = 0;
  let kills = 0;
  for (let period = 0; period < PERIODS; period += 1) {
    const starts = [...firsts.values()]
      .map((first) => startOf(first, period).toUTC())
      .toSorted((a, b) => a.toMillis() - b.toMillis());
    const [first, last] = [starts.at(0), starts.at(-1)];
    if (!first || !last) throw new Error('There are no subscriptions');
    if (period === OUTAGE_PERIOD) {
      // Only time passes: whoever is up sleeps through all three starts.
      const after = first.plus({ days: 3 });
      await root.sleepUntil(after.toJSDate());
      kills += await settle(fleet, root, after, random);
    } else {
      for (const start of starts) {
        await root.sleepUntil(start.minus({ seconds: 45 }).toJSDate());
        const before = await chargeCount(fleet);
        await root.runEverywhere('processSubscriptionBilling');
        early += (await chargeCount(fleet)) - before;
        await root.sleepUntil(start.toJSDate());
        kills += await settle(fleet, root, start, random);
      }
    }
    const soFar = `${await chargeCount(fleet)} charges, ${kills} kills`;
    log(`period ${period}: ${soFar}, ${seconds(started)} s`);
  }
  return { earlyRuns: early, kills };
}

/**
 * Bills on every instance until nothing is open, and kills one of them somewhere on the way.
 *
 * @param {Fleet} fleet
 * @param {ReturnType<typeof rootOf>} root
 * @param {DateTime} at
 * @param {() => number} random
 */
async function settle(fleet, root, at, random) {
  const victim = fleet.instances[Math.floor(random() * fleet.instances.length)];
  const killed = delay(random() * 1_500).then(() => victim?.kill());
  let now = at;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await root.runEverywhere('processSubscriptionBilling');
    await root.runEverywhere('retryDuePayments');
    await killed;
    await victim?.start();
    if ((await openCount(fleet, now)) === 0) return 1;
    now = now.plus(LEASE);
    await root.sleepUntil(now.toJSDate());
    await root.runEverywhere('settlePendingPurchases');
  }
  const { rows } = await fleet.superuser.query(
    'SELECT job, items, errors, first_error FROM job_runs WHERE errors > 0 ORDER BY id DESC LIMIT 5',
  );
  throw new Error(`What was due at ${at.toISO()} is not billed: ${JSON.stringify(rows)}`);
}

/** @param {Fleet} fleet @returns {Promise<number>} */
async function chargeCount({ superuser }) {
  const { rows } = await superuser.query(
    `SELECT count(*)::int AS charges FROM token_purchases
      WHERE type = 'subscription' AND completed_at IS NOT NULL
        AND ${OURS}`,
  );
  return rows[0].charges;
}

/** @param {Fleet} fleet @param {DateTime} now @returns {Promise<number>} */
async function openCount({ superuser }, now) {
  const { rows } = await superuser.query(
    `SELECT (SELECT count(*) FROM token_subscriptions WHERE next_charge_at <= $1 AND ${OURS})
          + (SELECT count(*) FROM subscription_periods WHERE status <> 'paid' AND ${OURS}) AS open`,
    [now.toJSDate()],
  );
  return Number(rows[0].open);
}

/**
 * Compares what was charged with what the calendar says, here and at the provider.
 *
 * @param {Fleet} fleet
 * @param {readonly Subscriber[]} subscribers
 */
async function check(fleet, subscribers) {
  const { rows } = await fleet.superuser.query(
    `SELECT p.organization_id, p.period, p.starts_at, p.paid_at, p.purchase_id,
            u.payment_intent_id, w.balance
       FROM subscription_periods p
       JOIN token_purchases u ON u.organization_id = p.organization_id AND u.id = p.purchase_id
       JOIN organization_token_wallets w ON w.organization_id = p.organization_id
      WHERE p.status = 'paid' AND u.completed_at IS NOT NULL AND p.${OURS}`,
  );
  const paid = new Map(rows.map((row) => [`${row.organization_id}/${row.period}`, row]));
  let missed = 0;
  let early = 0;
  for (const { organizationId, startAt } of subscribers) {
    for (let period = 0; period < PERIODS; period += 1) {
      const row = paid.get(`${organizationId}/${period}`);
      const start = startOf(startAt, period).toMillis();
      if (row?.starts_at.getTime() !== start) missed += 1;
      else if (row.paid_at.getTime() < start) early += 1;
    }
  }
  const ours = new Set(rows.map((row) => row.payment_intent_id));
  const intents = await succeededIntents(fleet);
  const balances = new Map(rows.map((row) => [row.organization_id, Number(row.balance)]));
  return {
    charges: await chargeCount(fleet),
    atProvider: intents.filter((id) => ours.has(id)).length,
    missed,
    early,
    doubled: rows.length - ours.size + (await strayIntents(fleet, intents, ours)),
    unbalanced: [...balances.values()].filter((balance) => balance !== PERIODS * TOKENS).length,
    digest: createHash('sha256')
      .update([...ours].toSorted().join())
      .digest('hex')
      .slice(0, 12),
  };
}

/** @param {Fleet} fleet @returns {Promise<string[]>} */
async function succeededIntents({ stripeUrl }) {
  const { hostname, port } = new URL(stripeUrl);
  const stripe = new Stripe('sk_test_chaos', { host: hostname, port, protocol: 'http' });
  const ids = [];
  for await (const intent of stripe.paymentIntents.list({ limit: 100 })) {
    if (intent.status === 'succeeded') ids.push(intent.id);
  }
  return ids;
}

/**
 * Money that the provider took from these customers and no period accounts for.
 *
 * @param {Fleet} fleet
 * @param {readonly string[]} intents
 * @param {ReadonlySet<string>} ours
 */
async function strayIntents({ superuser }, intents, ours) {
  const { rows } = await superuser.query(
    `SELECT payment_intent_id AS id FROM token_purchases WHERE NOT ${OURS}`,
  );
  const others = new Set(rows.map(({ id }) => id));
  return intents.filter((id) => !ours.has(id) && !others.has(id)).length;
}
