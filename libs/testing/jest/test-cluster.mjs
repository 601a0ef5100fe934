import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  ensureRolesAndDatabase,
  startEmbeddedPostgres,
} from '../../../tools/embedded-postgres.mjs';
import { isAlive, recoverLock } from '../../../tools/postgres/postmaster.mjs';

const checkout = createHash('sha256')
  .update(import.meta.dirname)
  .digest('hex')
  .slice(0, 8);
const PREFIX = `purser-test-${checkout}-`;

/** @type {import('../../../tools/embedded-postgres.mjs').EmbeddedPostgres | null} */
let cluster = null;

const onSignal = () => process.exit(130);
const onExit = () => {
  cluster?.killNow();
  discard();
};

/** Starts the one cluster of this test run; PURSER_TEST_PG tells the workers where it is. */
export async function startTestCluster() {
  await sweepAbandoned();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `${PREFIX}${process.pid}-`));
  // mkdtemp makes it for us alone; as root the server runs as another user, who must enter it.
  fs.chmodSync(folder, 0o755);
  cluster = await startEmbeddedPostgres({ folder, durable: false, stable: false });
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal).once('exit', onExit);
  await ensureRolesAndDatabase(cluster.coordinates, 'postgres');
  process.env['PURSER_TEST_PG'] = JSON.stringify(cluster.coordinates);
}

/** Stops and deletes it. */
export async function stopTestCluster() {
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal).off('exit', onExit);
  await cluster?.stop();
  discard();
}

function discard() {
  if (!cluster) return;
  fs.rmSync(cluster.options.folder, { recursive: true, force: true, maxRetries: 5 });
  fs.rmSync(cluster.dataDirectory, { recursive: true, force: true, maxRetries: 5 });
  cluster = null;
}

/** Removes what runs that were killed left behind. */
async function sweepAbandoned() {
  for (const name of fs.readdirSync(os.tmpdir()).filter((each) => each.startsWith(PREFIX))) {
    const owner = Number.parseInt(name.slice(PREFIX.length), 10);
    if (isAlive(owner)) continue;
    const folder = path.join(os.tmpdir(), name);
    await recoverLock(path.join(folder, 'data'), () => undefined);
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
