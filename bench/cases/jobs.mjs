import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { NestFactory } from '@nestjs/core';
import Stripe from 'stripe';
import { atMost, told } from '../support/rows.mjs';
import { databaseCpuSeconds, postmasterOf } from '../support/database-cpu.mjs';
import { chargedOf, populateRecurring } from '../support/recurring-population.mjs';
import { startWorkshop } from '../support/workshop.mjs';
import { built } from '../support/fleet.mjs';

const SIZES = (process.env['BENCH_JOB_SIZES'] ?? '1000,10000,100000').split(',').map(Number);
const RESULT = path.resolve(import.meta.dirname, '../jobs-result.json');
const NOW = new Date('2027-03-15T02:00:00Z');
const SELLER = { name: 'Bench Inc.', addressLines: ['1 Main Street'], country: 'US', taxId: null };
/** What a run costs however little is due; below it growth says nothing. */
const FLOOR_SECONDS = 1;
/** The provider is asked for this many customers at once. */
const LANES = 8;
const MEMORY_MS = 50;
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
 * @property {number} cpuSeconds of the process that runs it
 * @property {number} databaseCpuSeconds
 * @property {number} heapMb after the run and a collection
 * @property {number} peakMb most memory that the process had during the run
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
    const started = performance.now();
    const payers = await payersAt(workshop.stripeUrl, chargedOf(organizations));
    const scene = { count: organizations, now: NOW, packageId: item.id, payers };
    await populateRecurring(workshop.superuser, scene);
    say(`${organizations} organizations are there after ${since(started)} s`);
    const registry = context.get(JobRegistry, { strict: false });
    const postmaster = await postmasterOf(workshop.superuser);
    /** @type {Measured[]} */
    const measured = [];
    for (const job of registry.names) {
      const run = await timed(job, postmaster, () => registry.run(job));
      const { items, seconds, cpuSeconds, peakMb } = run;
      const cpu = `${cpuSeconds} s + ${run.databaseCpuSeconds} s of processor`;
      say(`${job}: ${items} items in ${seconds} s, ${cpu}, ${peakMb} MB at the most`);
      measured.push({ organizations, ...run });
    }
    return measured;
  } finally {
    await context.close();
    await workshop.close();
  }
}

/**
 * Customers with a card that pays.
 *
 * @param {string} stripeUrl
 * @param {number} count
 */
async function payersAt(stripeUrl, count) {
  const { hostname, port } = new URL(stripeUrl);
  const stripe = new Stripe('sk_test_bench', { host: hostname, port, protocol: 'http' });
  /** @type {{ customer: string, card: string }[]} */
  const payers = [];
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      const customer = await stripe.customers.create({ name: 'Bench' });
      const card = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id });
      payers.push({ customer: customer.id, card: card.id });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return payers;
}

/**
 * @param {string} job
 * @param {number} postmaster
 * @param {() => Promise<{ items: number, errors: number, firstError: string | null }>} work
 */
async function timed(job, postmaster, work) {
  let peakBytes = process.memoryUsage.rss();
  const sampling = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, MEMORY_MS);
  const databaseBefore = await databaseCpuSeconds(postmaster);
  const before = process.cpuUsage();
  const started = performance.now();
  const { items, errors, firstError } = await work();
  const seconds = since(started);
  const { user, system } = process.cpuUsage(before);
  const databaseAfter = await databaseCpuSeconds(postmaster);
  clearInterval(sampling);
  if (errors > 0) throw new Error(`${job}: ${errors} errors, the first: ${firstError}`);
  const cpuSeconds = round((user + system) / 1e6);
  const heapMb = megabytes(heapAfterCollection());
  const figures = { job, items, errors, seconds, cpuSeconds, heapMb };
  return {
    ...figures,
    databaseCpuSeconds: round(databaseAfter - databaseBefore),
    peakMb: megabytes(Math.max(peakBytes, process.memoryUsage.rss())),
  };
}

function heapAfterCollection() {
  v8.setFlagsFromString('--expose-gc');
  /** @type {() => void} */
  const collect = vm.runInNewContext('gc');
  collect();
  return process.memoryUsage().heapUsed;
}

const megabytes = (/** @type {number} */ bytes) => Math.round(bytes / 1024 ** 2);
const since = (/** @type {number} */ started) => round((performance.now() - started) / 1000);
const round = (/** @type {number} */ value) => Math.round(value * 100) / 100;

/** @param {Measured} run with the database */
const cpuOf = (run) => run.cpuSeconds + run.databaseCpuSeconds;

/** @param {readonly Measured[]} measured */
function rowsOf(measured) {
  const rows = [];
  const jobs = [...new Set(measured.map(({ job }) => job))];
  for (const job of jobs) {
    const runs = measured.filter((one) => one.job === job);
    for (const run of runs) {
      const count = run.organizations.toLocaleString('en-US');
      const items = run.items.toLocaleString('en-US');
      const memory = `${run.peakMb} MB at the most`;
      rows.push(told(`${job}, ${count}: ${items} items, ${memory}`, run.seconds, 's'));
    }
    for (const [n, later] of runs.slice(1).entries()) {
      const earlier = runs[n];
      if (!earlier) continue;
      const times = later.organizations / earlier.organizations;
      const growth = cpuOf(later) / Math.max(cpuOf(earlier), FLOOR_SECONDS);
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
