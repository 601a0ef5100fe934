import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { build } from '../../tools/build.mjs';
import { findChromium } from '../../tools/chromium.mjs';
import { ROOT } from '../../tools/paths.mjs';
import { freePort } from '../../tools/ports.mjs';
import { atMost, median, told } from '../support/rows.mjs';

const READY_BAR_S = 10;
const IDLE_BAR_MB = 250;
const PAINT_BAR_S = 1.5;
const INITIAL_BAR_KB = 250;
const ROUTE_BAR_KB = 150;
const IDLE_MS = 10_000;
const SETTLE_MS = 700;
const READY_TRIES = 1_200;
const PASSWORD = 'purser-demo';

export const title = 'Installation: start, memory, what the console transfers';

/** @param {(line: string) => void} say */
export async function measure(say) {
  await build(say);
  const state = await mkdtemp(path.join(os.tmpdir(), 'purser-start-'));
  try {
    const first = await Running.start(state);
    await first.stop();
    say(`first start, demo made: ${first.readyS.toFixed(1)} s`);
    const again = await Running.start(state);
    try {
      await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
      const memoryMb = await again.memoryMb();
      const page = await visit(again.address, say);
      return [
        told('npm start to ready, demo made', first.readyS, 's'),
        atMost('npm start to ready, once built', again.readyS, 's', READY_BAR_S),
        atMost('API memory, idle', memoryMb, 'MB', IDLE_BAR_MB),
        atMost('first paint of the dashboard, median', page.paintS, 's', PAINT_BAR_S),
        atMost('initial transfer, dashboard included', page.initialKb, 'kB', INITIAL_BAR_KB),
        told('  with the headers of each answer and the data of the dashboard', page.allKb, 'kB'),
        atMost(`heaviest route: ${page.heaviest.route}`, page.heaviest.kb, 'kB', ROUTE_BAR_KB),
      ];
    } finally {
      await again.stop();
    }
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}

/** One `npm start` with its state in a folder of its own. */
class Running {
  /** @param {import('node:child_process').ChildProcess} child @param {string} address @param {string} state @param {number} readyS */
  constructor(child, address, state, readyS) {
    this.child = child;
    this.address = address;
    this.state = state;
    this.readyS = readyS;
  }

  /** @param {string} state */
  static async start(state) {
    const port = await freePort();
    const started = performance.now();
    const child = spawn(process.execPath, [path.join(ROOT, 'tools/start.mjs')], {
      env: { ...process.env, PORT: String(port), PURSER_STATE: state },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const address = `http://localhost:${port}`;
    for (let tries = 0; tries < READY_TRIES; tries += 1) {
      const ready = await fetch(`${address}/health/ready`).catch(() => null);
      if (ready?.status === 200) {
        return new Running(child, address, state, (performance.now() - started) / 1_000);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    child.kill('SIGTERM');
    throw new Error('npm start does not become ready');
  }

  /** Resident memory of the API, in MB. */
  async memoryMb() {
    const { children } = JSON.parse(await readFile(path.join(this.state, 'start.json'), 'utf8'));
    const status = await readFile(`/proc/${children[0]}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
  }
}

/**
 * Signs in with a real browser, opens the dashboard with empty caches, then every page that the
 * navigation leads to.
 *
 * @param {string} address
 * @param {(line: string) => void} say
 */
async function visit(address, say) {
  const { executablePath, args, env } = findChromium();
  const browser = await chromium.launch({ executablePath, args, env });
  try {
    const context = await browser.newContext({ baseURL: address });
    const page = await context.newPage();
    await page.goto('/');
    await page.getByLabel('E-mail').fill('admin@acme.test');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(/dashboard/);
    const storage = await context.storageState();
    /** @type {number[]} */
    const paints = [];
    for (let repeat = 0; repeat < 5; repeat += 1) {
      const fresh = await browser.newContext({ baseURL: address, storageState: storage });
      paints.push(await firstPaint(await fresh.newPage()));
      await fresh.close();
    }
    const fresh = await browser.newContext({ baseURL: address, storageState: storage });
    const sizes = await transfers(await fresh.newPage(), say);
    return { paintS: median(paints), ...sizes };
  } finally {
    await browser.close();
  }
}

/** @param {import('playwright-core').Page} page @returns {Promise<number>} seconds */
async function firstPaint(page) {
  const started = performance.now();
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  return (performance.now() - started) / 1_000;
}

/** @param {import('playwright-core').Page} page @param {(line: string) => void} say */
async function transfers(page, say) {
  let bytes = 0;
  let fileBytes = 0;
  /** What the headers of an answer took, and whether it is a file of the console. */
  const answers = new Map();
  const settled = async () => {
    // The live stream stays open, so the network is never idle.
    for (let before = -1; before !== bytes;) {
      before = bytes;
      await page.waitForTimeout(SETTLE_MS);
    }
  };
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  session.on('Network.responseReceived', ({ requestId, response }) => {
    const isFile = !new URL(response.url).pathname.startsWith('/api/');
    answers.set(requestId, { headBytes: response.encodedDataLength, isFile });
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const { headBytes = 0, isFile = false } = answers.get(requestId) ?? {};
    bytes += encodedDataLength;
    if (isFile) fileBytes += encodedDataLength - headBytes;
  });
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await settled();
  const initialKb = fileBytes / 1_000;
  const allKb = bytes / 1_000;
  const routes = await page
    .getByRole('navigation')
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  let heaviest = { route: 'none', kb: 0 };
  for (const route of new Set(routes.filter((href) => href.startsWith('/')))) {
    bytes = 0;
    await page.locator(`a[href="${route}"]`).first().click();
    await settled();
    const kb = bytes / 1_000;
    const name = route.replace(/^\/o\/[^/]+\//, '');
    say(`${name}: ${kb.toFixed(0)} kB more`);
    if (kb > heaviest.kb) heaviest = { route: name, kb };
  }
  return { initialKb, allKb, heaviest };
}
