import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PROGRAMS, STATE } from '../paths.mjs';
import { freePort, isPortFree, stablePort } from '../ports.mjs';
import { run } from '../run.mjs';
import { startChild } from './child.mjs';
import { foreignDatabase, seedingBegins, seedingEnded, startDatabase } from './database.mjs';
import { noteInLock, releaseLock, takeLock } from './lock.mjs';
import { jwtKeyFile, keepDemo, knownDemo, webhookSecret } from './secrets.mjs';

const DEFAULT_PORT = 3000;
const READY_MS = 60_000;

/** @typedef {import('./child.mjs').Child} Child */
/** @typedef {import('./database.mjs').EmbeddedPostgres} EmbeddedPostgres */

/** Everything `npm start` runs, from the lock to the API; ends in the opposite order. */
export class Stack {
  /** @type {Child[]} */
  #children = [];
  /** @type {EmbeddedPostgres | null} */
  #cluster = null;
  #ending = false;
  /** @type {NodeJS.ProcessEnv} */
  env = { ...process.env };
  port = 0;
  /** @type {Record<string, any> | null} */
  demo = null;

  /** @param {(line: string) => void} say */
  constructor(say) {
    this.say = say;
  }

  /** @returns {string} where the API is */
  get address() {
    return `http://localhost:${this.port}`;
  }

  /** Refuses before anything runs: a second start here, a port that is taken. */
  async prepare() {
    await takeLock(this.say);
    const { PORT, HOST = '0.0.0.0' } = process.env;
    const wanted = PORT ? Number(PORT) : DEFAULT_PORT;
    if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) {
      throw new Error(`PORT must be a number from 0 to 65535, it is '${PORT}'.`);
    }
    this.port = wanted === 0 ? await freePort() : wanted;
    if (!(await isPortFree(this.port, HOST))) {
      throw new Error(
        `Port ${this.port} is taken by another program. Stop it, or choose another port: ` +
          `PORT=${this.port + 1} npm start`,
      );
    }
    this.env = { ...this.env, PORT: String(this.port), JWT_PRIVATE_KEY: this.#jwtKey() };
    noteInLock({ address: this.address });
  }

  #jwtKey() {
    return process.env['JWT_PRIVATE_KEY'] || jwtKeyFile();
  }

  /** Database, schema, sandbox and demo: all but the API. */
  async startFoundation() {
    this.#proceed();
    if (process.env['DATABASE_URL']) {
      Object.assign(this.env, foreignDatabase());
    } else {
      const { cluster, env } = await startDatabase(this.say);
      this.#cluster = cluster;
      Object.assign(this.env, env);
      if (this.#ending) await cluster.stop();
      this.#proceed();
      void cluster.exited.then(() => this.#onEnd('PostgreSQL', '', ''));
    }
    await this.#program('The migration', PROGRAMS.migrate);
    if (!process.env['STRIPE_SECRET_KEY']) await this.#startSandbox();
    if (this.env['NODE_ENV'] !== 'production') await this.#seed();
  }

  #proceed() {
    if (this.#ending) throw new Interrupted();
  }

  async #startSandbox() {
    const port = await rememberedPort('stripe-sandbox-port');
    const secret = webhookSecret();
    const { PORT: _, ...env } = this.env;
    this.startPart('stripe-sandbox', [PROGRAMS.sandbox], {
      ...env,
      STRIPE_SANDBOX_PORT: String(port),
      STRIPE_SANDBOX_DATA: path.join(STATE, 'stripe-sandbox'),
      STRIPE_SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${this.port}/api/webhooks/stripe`,
      STRIPE_SANDBOX_WEBHOOK_SECRET: secret,
    });
    const url = `http://127.0.0.1:${port}`;
    Object.assign(this.env, { STRIPE_API_URL: url, STRIPE_WEBHOOK_SECRETS: secret });
    await this.#until(() => answers(url), 'The Stripe sandbox');
  }

  async #seed() {
    const isOurs = this.#cluster !== null;
    this.demo = isOurs ? knownDemo() : null;
    if (this.demo) return;
    this.say('Making the demo: 120 days of history (half a minute)');
    if (isOurs) seedingBegins();
    this.demo = keepDemo(await this.#program('The seed', PROGRAMS.seed)) ?? knownDemo();
    if (isOurs) seedingEnded();
  }

  /** @param {string} what @param {string} program @returns {Promise<string>} its output */
  async #program(what, program) {
    const { code, output } = await run(process.execPath, ['--enable-source-maps', program], {
      quiet: true,
      env: this.env,
    });
    this.#proceed();
    if (code !== 0) throw new Error(`${what} failed:\n${output}`);
    return output;
  }

  /**
   * Starts a program that runs until the stack ends; when it ends by itself, everything ends.
   *
   * @param {string} name
   * @param {readonly string[]} args
   * @param {NodeJS.ProcessEnv} [env]
   */
  startPart(name, args, env = this.env) {
    this.#proceed();
    const child = startChild(name, args, env);
    this.#children.unshift(child);
    noteInLock({
      address: this.address,
      children: this.#children.flatMap(({ pid }) => (pid === undefined ? [] : [pid])),
    });
    void child.ended.then((how) => this.#onEnd(name, how, child.tail()));
  }

  /** Waits until the API says that it can serve. */
  async untilReady() {
    const ready = `http://127.0.0.1:${this.port}/health/ready`;
    await this.#until(() => answers(ready), 'The API');
  }

  /** @param {() => Promise<boolean>} check @param {string} what */
  async #until(check, what) {
    const deadline = performance.now() + READY_MS;
    while (!(await check())) {
      this.#proceed();
      if (performance.now() > deadline) throw new Error(`${what} does not get ready`);
      await delay(50);
    }
  }

  /** @param {string} name @param {string} how @param {string} tail */
  #onEnd(name, how, tail) {
    if (this.#ending) return;
    const detail = tail ? `; the last it said:\n${tail}` : '';
    console.error(
      `${name} ended by itself (${how || 'see .purser/postgres/postgres.log'})${detail}`,
    );
    process.exitCode = 1;
    void this.stop();
  }

  /** Ends the parts, newest first, then the database, and frees the checkout. */
  async stop() {
    if (this.#ending) return;
    this.#ending = true;
    for (const child of this.#children) await child.stop();
    await this.#cluster?.stop();
    releaseLock();
  }
}

/** The start was told to stop before it was through. */
export class Interrupted extends Error {}

/** @param {string} url @returns {Promise<boolean>} whether something answers there, with success */
async function answers(url) {
  try {
    const { status } = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    return status < 500;
  } catch {
    return false;
  }
}

/**
 * The port this checkout used before, unless somebody else has it.
 *
 * @param {string} name
 * @returns {Promise<number>}
 */
async function rememberedPort(name) {
  const file = path.join(STATE, name);
  const known = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
  if (known > 0 && (await isPortFree(known))) return known;
  const port = await stablePort(`${name} ${STATE}`);
  fs.writeFileSync(file, String(port));
  return port;
}

/**
 * Runs `work` on a stack that ends with Ctrl-C, with SIGTERM, with its terminal, and when it fails.
 *
 * @param {(stack: Stack) => Promise<void>} work
 */
export async function withStack(work) {
  const stack = new Stack((line) => console.log(line));
  let isAsked = false;
  const onSignal = () => {
    // Heard again and again until all is down: the default of a second one would leave PostgreSQL.
    if (isAsked) return;
    isAsked = true;
    console.log('\nStopping');
    void stack.stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  try {
    await work(stack);
  } catch (error) {
    if (!(error instanceof Interrupted)) {
      console.error(/** @type {Error} */ (error).message);
      process.exitCode = 1;
    }
    await stack.stop();
  }
}
