import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { NestFactory } from '@nestjs/core';
import Stripe from 'stripe';
import { atMost, told } from '../support/rows.mjs';
import { populateRecurring } from '../support/recurring-population.mjs';
import { startWorkshop } from '../support/workshop.mjs';
import { built } from '../support/fleet.mjs';

const SIZES = (process.env['BENCH_JOB_SIZES'] ?? '1000,10000,100000').split(',').map(Number);
const RESULT = path.resolve(import.meta.dirname, '../jobs-result.json');
const NOW = new Date('2027-03-15T02:00:00Z');
const SELLER = { name: 'Bench Inc.', addressLines: ['1 Main Street'], country: 'US', taxId: null };
/** What a run costs however little is due; below it growth says nothing. */
const FLOOR_SECONDS = 0.5;
/** Ten times the organizations may take this many times the processor. */
const MOST_GROWTH = 15;
const MOST_HEAP_GROWTH_MB = 64;

export const title = 'Jobs: seconds of each run by number of organizations';

/**
 * @typedef {object} Measured
 * @property {string} job
 * @property {number} organizations
 * @property {number} items
 * @property {number} errors
 * @property {number} seconds
 * @property {number} cpuSeconds of the process that runs it, without the database
 * @property {number} heapMb after the run
 */

/** @param {(line: string) => void} say */
export async function measure(say) {
  /** @type {Measured[]} */
  const measured = [];
  for (const organizations of SIZES) measured.push(...(await measureAt(organizations, say)));
  await writeFile(RESULT, `${JSON.stringify({ now: NOW, measured }, null, 2)}\n`);
  return rowsOf(measured);
}

/**
 * @param {number} organizations
 * @param {(line: string) => void} say
 * @returns {Promise<Measured[]>}
 */
async function measureAt(organizations, say) {
  const workshop = await startWorkshop();
  const { AppModule } = await built('apps/api/src/app.module');
  const { Clock, JobRegistry, readConfig, systemActor } = await built('libs/platform/src/index');
  const { Catalogue } = await built('libs/packages/src/index');
  const config = { ...readConfig(workshop.env), PURSER_ROLE: 'http' };
  const clock = { now: () => new Date(NOW), isMoving: false };
  const context = await NestFactory.createApplicationContext(
    AppModule.forRoot(config, { provide: Clock, useValue: clock }),
    { logger: false },
  );
  try {
    const catalogue = context.get(Catalogue, { strict: false });
    await catalogue.setLegalEntity(SELLER, systemActor('bench'));
    const { item } = await catalogue.createPackage(
      {
        ...{ name: 'Bench', description: 'Bought again', tokens: 1_000n, bonusTokens: 0n },
        ...{ validityDays: 365, active: true },
        prices: [{ currency: 'USD', amountMinor: 1_000n }],
      },
      systemActor('bench'),
    );
    const payer = await payerAt(workshop.stripeUrl);
    const scene = { count: organizations, now: NOW, packageId: item.id, ...payer };
    await populateRecurring(workshop.superuser, scene);
    say(`${organizations} organizations are there`);
    const registry = context.get(JobRegistry, { strict: false });
    /** @type {Measured[]} */
    const measured = [];
    for (const job of registry.names) {
      const one = { organizations, ...(await timed(job, () => registry.run(job))) };
      say(`${job}: ${one.items} items in ${one.seconds} s, ${one.cpuSeconds} s of processor`);
      measured.push(one);
    }
    return measured;
  } finally {
    await context.close();
    await workshop.close();
  }
}

/** One customer with a card that pays; all organizations share it at the provider. */
async function payerAt(/** @type {string} */ stripeUrl) {
  const { hostname, port } = new URL(stripeUrl);
  const stripe = new Stripe('sk_test_bench', { host: hostname, port, protocol: 'http' });
  const customer = await stripe.customers.create({ name: 'Bench' });
  const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  return { customer: customer.id, card: card.id };
}

/**
 * @param {string} job
 * @param {() => Promise<{ items: number, errors: number, firstError: string | null }>} work
 */
async function timed(job, work) {
  const before = process.cpuUsage();
  const started = performance.now();
  const { items, errors, firstError } = await work();
  const seconds = round((performance.now() - started) / 1000);
  const { user, system } = process.cpuUsage(before);
  if (errors > 0) throw new Error(`${job}: ${errors} errors, the first: ${firstError}`);
  const cpuSeconds = round((user + system) / 1e6);
  const heapMb = Math.round(heapAfterCollection() / 1024 ** 2);
  return { job, items, errors, seconds, cpuSeconds, heapMb };
}

function heapAfterCollection() {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

const round = (/** @type {number} */ value) => Math.round(value * 100) / 100;

/** @param {readonly Measured[]} measured */
function rowsOf(measured) {
  const rows = [];
  const jobs = [...new Set(measured.map(({ job }) => job))];
  for (const job of jobs) {
    const runs = measured.filter((one) => one.job === job);
    for (const { organizations, items, seconds } of runs) {
      const count = organizations.toLocaleString('en-US');
      rows.push(told(`${job}, ${count}: ${items.toLocaleString('en-US')} items`, seconds, 's'));
    }
    for (const [n, later] of runs.slice(1).entries()) {
      const earlier = runs[n];
      if (!earlier) continue;
      const base = Math.max(earlier.cpuSeconds, FLOOR_SECONDS);
      const times = later.organizations / earlier.organizations;
      const growth = later.cpuSeconds / base;
      rows.push(atMost(`  processor for ${times} x`, growth, 'x', (MOST_GROWTH * times) / 10));
    }
  }
  const [smallest, largest] = [SIZES[0], SIZES.at(-1)].map((size) =>
    Math.max(...measured.filter((one) => one.organizations === size).map(({ heapMb }) => heapMb)),
  );
  const grown = (largest ?? 0) - (smallest ?? 0);
  rows.push(
    atMost('memory: heap at the most minus at the least', grown, 'MB', MOST_HEAP_GROWTH_MB),
  );
  return rows;
}
