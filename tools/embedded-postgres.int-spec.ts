import fs from 'node:fs';
import { createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import {
  connectionUrl,
  ensureRolesAndDatabase,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from './embedded-postgres.mjs';

describe('the embedded PostgreSQL', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'purser-embedded-'));
  let cluster: EmbeddedPostgres | undefined;

  beforeAll(() => fs.chmodSync(folder, 0o755));
  afterEach(() => cluster?.stop());
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  const start = async () => {
    cluster = await startEmbeddedPostgres({ folder });
    return cluster;
  };
  const query = async (from: EmbeddedPostgres, sql: string) => {
    const client = new pg.Client(connectionUrl(from.coordinates, 'purser_owner', 'purser'));
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('keeps its data, its port and its passwords from one start to the next', async () => {
    const first = await start();
    expect(await ensureRolesAndDatabase(first.coordinates, 'purser')).toBe(true);
    await query(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start();
    expect(second.coordinates).toEqual(first.coordinates);
    expect(await ensureRolesAndDatabase(second.coordinates, 'purser')).toBe(false);
    expect(await query(second, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('loses nothing that was committed when it is killed', async () => {
    const first = await start();
    await query(first, 'UPDATE kept SET answer = 43');
    process.kill(first.pid ?? 0, 'SIGKILL');
    await first.exited;
    expect(fs.existsSync(path.join(first.dataDirectory, 'postmaster.pid'))).toBe(true);
    expect(await query(await start(), 'SELECT answer FROM kept')).toEqual([{ answer: 43 }]);
  });

  it('takes over from a server that an interrupted start left running', async () => {
    const left = await start();
    const second = await start();
    await left.exited;
    expect(await query(second, 'SELECT answer FROM kept')).toEqual([{ answer: 43 }]);
  });

  it('moves to another port when somebody else has its own', async () => {
    const first = await start();
    const { port } = first.coordinates;
    await first.stop();
    const squatter = await new Promise<Server>((resolve) => {
      const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
    });
    const second = await start();
    expect(second.coordinates.port).not.toBe(port);
    expect(await query(second, 'SELECT answer FROM kept')).toEqual([{ answer: 43 }]);
    await new Promise((resolve) => squatter.close(resolve));
  });

  it('writes everything to disk before it says so, and listens to this machine only', async () => {
    const running = await start();
    const settings = await query(
      running,
      `SELECT name, setting FROM pg_settings WHERE name IN
        ('fsync', 'full_page_writes', 'listen_addresses', 'synchronous_commit') ORDER BY name`,
    );
    expect(settings.map(({ setting }) => setting)).toEqual(['on', 'on', '127.0.0.1', 'on']);
    const mode = fs.statSync(path.join(folder, 'cluster.json')).mode & 0o777;
    expect(mode).toBe(0o600);
  });
});
