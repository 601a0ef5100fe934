import swc from '@swc/core';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clientOf, pay, startReceiver } from '../test/sandbox-client.js';
import { startStripeSandbox } from './index.js';

const source = dirname(fileURLToPath(import.meta.url));

/** Compiles the sandbox to JavaScript, so that it can run as a process of its own. */
function compile(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(join(source, '../../../node_modules'), join(folder, 'node_modules'));
  for (const name of readdirSync(source)) {
    if (!name.endsWith('.ts') || name.endsWith('.spec.ts')) continue;
    const { code } = swc.transformSync(readFileSync(join(source, name), 'utf8'), {
      filename: name,
      jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    });
    writeFileSync(join(folder, name.replace(/\.ts$/, '.js')), code);
  }
  return join(folder, 'main.js');
}

async function start(main: string, data: string): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, STRIPE_SANDBOX_PORT: '0', STRIPE_SANDBOX_DATA: data },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(/:(\d+)\s*$/.exec(line.toString('utf8'))?.[1]) };
}

describe('a sandbox with a data folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stripe-sandbox-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is the same after a second start: objects, keys, events and webhooks that wait', async () => {
    const options = { port: 0, dataFolder: folder, asyncDelayMs: 3_600_000 };
    const first = await startStripeSandbox(options);
    first.setFaults({ webhooks: { paused: true } });
    const stripe = clientOf(first);
    const endpoint = await stripe.webhookEndpoints.create({
      url: 'http://127.0.0.1:9/none',
      enabled_events: ['charge.succeeded'],
    });
    const customer = (await stripe.customers.create()).id;
    const paid = await pay(stripe, 'pm_card_createDispute', { customer }, { idempotencyKey: 'k' });
    const events = await stripe.events.list();
    await stripe.customers.del(customer);
    await first.close();

    const second = await startStripeSandbox(options);
    const again = clientOf(second);
    const replayed = await pay(
      again,
      'pm_card_createDispute',
      { customer },
      { idempotencyKey: 'k' },
    );
    expect(replayed).toEqual(paid);
    expect(await again.customers.retrieve(customer)).toMatchObject({ deleted: true });
    const ids = (await again.events.list({ limit: 100 })).data.map(({ id }) => id);
    expect(ids.slice(-events.data.length)).toEqual(events.data.map(({ id }) => id));
    expect(second.runTasks()).toBe(1);
    expect((await again.disputes.list({ payment_intent: paid.id })).data).toHaveLength(1);

    const receiver = await startReceiver();
    await again.webhookEndpoints.update(endpoint.id, { url: receiver.url });
    expect(await second.flushWebhooks()).toMatchObject({ undelivered: 0 });
    const [call] = receiver.received;
    const signed = again.webhooks.constructEvent(
      call?.body ?? '',
      call?.signature ?? '',
      String(endpoint.secret),
    );
    expect(signed.type).toBe('charge.succeeded');
    await second.close();
    await receiver.close();
  });

  it('keeps every acknowledged payment through kill -9, and ignores a torn last line', async () => {
    const main = compile(join(folder, 'program'));
    const data = join(folder, 'data');
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { child, port } = await start(main, data);
      const stripe = clientOf({ port });
      const known = await stripe.paymentIntents.list({ limit: 100 });
      expect(known.data.map(({ id }) => id).sort()).toEqual(
        expect.arrayContaining([...acknowledged].sort()),
      );
      expect(known.data.every(({ status }) => status === 'succeeded')).toBe(true);
      const paying = Array.from({ length: 20 }, async (_, index) => {
        const { id } = await pay(stripe, 'pm_card_visa');
        acknowledged.push(id);
        if (index === 9) child.kill('SIGKILL');
      });
      await Promise.allSettled(paying);
      expect(child.killed).toBe(true);
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      appendFileSync(join(data, 'journal.ndjson'), '[["payment_intents","pi_torn",{"id":"pi_');
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(3);
    const last = await start(main, data);
    const kept = await clientOf(last).paymentIntents.list({ limit: 100 });
    const ids = new Set(kept.data.map(({ id }) => id));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    expect(ids.has('pi_torn')).toBe(false);
    last.child.kill('SIGTERM');
    await once(last.child, 'exit');
  });
});
