import type {
  InstallationView,
  JobRunsView,
  SandboxClockMoveView,
  SandboxClockView,
} from '@purser/contracts';
import { freePort } from '@purser/testing';
import { createHttpApp } from '../src/http/http-app.js';
import { startPurser, type Purser } from './support/purser.js';
import { HttpClient } from './support/http-client.js';

const PATH = '/api/sandbox/clock';
const DAY_MS = 86_400_000;

describe('the clock of the sandbox over HTTP', () => {
  let purser: Purser;
  let root: HttpClient;
  let admin: HttpClient;

  beforeAll(async () => {
    purser = await startPurser({ days: 2 });
    root = await purser.http.signIn('root@purser.test');
    admin = await purser.http.signIn('admin@acme.test');
  });
  afterAll(() => purser.close());

  const read = async (client = root) =>
    Date.parse((await client.get<SandboxClockView>(PATH)).body.now);
  const move = async (body: object) => {
    const answer = await root.post<SandboxClockMoveView>(PATH, body, { key: null });
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.body;
  };

  it('moves a day ahead and says what ran on the way, in order', async () => {
    const before = await read();
    const moved = await move({ advance: 'P1D' });
    const now = Date.parse(moved.now);
    expect(now - before).toBeGreaterThanOrEqual(DAY_MS);
    expect(await read()).toBeGreaterThanOrEqual(now);
    const at = moved.ran.map((run) => Date.parse(run.at));
    expect(at).toEqual(at.toSorted((a, b) => a - b));
    expect(at.every((one) => one >= before)).toBe(true);
    expect(moved.ran.map(({ job }) => job)).toContain('anchorAudit');
    expect(moved.ran.filter(({ errors }) => errors > 0)).toEqual([]);
    const { body } = await root.get<JobRunsView>('/api/jobs?job=anchorAudit&limit=1');
    const anchored = moved.ran.find(({ job }) => job === 'anchorAudit');
    expect(body.data[0]).toMatchObject({ startedAt: anchored?.at, items: anchored?.items });
  });

  it('moves to an instant, where all that is written is dated', async () => {
    const target = new Date((await read()) + 40 * DAY_MS).toISOString();
    const { now } = await move({ now: target.replace('Z', '+00:00') });
    expect(now).toBe(target);
    const { body } = await admin.get<InstallationView>('/api/installation');
    expect(body.now >= now).toBe(true);
    const bought = await admin.post('/api/tokens/purchase', {
      organizationId: purser.demo.organizations.Acme,
      customTokens: 10_000,
    });
    const createdAt = Date.parse(String(bought.body['createdAt']));
    expect(createdAt).toBeGreaterThanOrEqual(Date.parse(target));
    expect(createdAt).toBeLessThan(Date.parse(target) + DAY_MS);
  });

  it('lets time pass with nothing run, and catches up with the next move', async () => {
    const acme = purser.demo.organizations.Acme;
    const key = { name: 'audited', scopes: ['tokens.view'] };
    expect((await admin.post(`/api/organizations/${acme}/api-keys`, key)).status).toBe(201);
    const outage = await move({ advance: 'P3D', jobs: 'off' });
    expect(outage.ran).toEqual([]);
    const caughtUp = await move({ advance: 'P1D' });
    expect(caughtUp.ran.filter(({ job }) => job === 'anchorAudit')).toHaveLength(1);
  });

  it('does not go back', async () => {
    const before = await read();
    const past = new Date(before - 60_000).toISOString();
    for (const body of [{ now: past }, { advance: '-P1D' }]) {
      const answer = await root.post(PATH, body, { key: null });
      expect([answer.status, answer.body['type']]).toEqual([422, '/problems/clock-goes-forward']);
    }
    expect(await read()).toBeGreaterThanOrEqual(before);
  });

  it('refuses what is no move', async () => {
    const bodies = [
      {},
      { now: '2040-01-01', advance: 'P1D' },
      { advance: 'one day' },
      { advance: 'P1000Y' },
      { now: 'tomorrow' },
      { advance: 'P1D', jobs: 'some' },
      { advance: 'P1D', speed: 2 },
    ];
    for (const body of bodies) {
      const answer = await root.post(PATH, body, { key: null });
      expect([body, answer.status]).toEqual([body, 400]);
    }
  });

  it('is for administrators of the platform only', async () => {
    for (const client of [admin, await purser.http.signIn('support@purser.test')]) {
      expect((await client.get(PATH)).status).toBe(403);
      expect((await client.post(PATH, { advance: 'P1D' })).status).toBe(403);
    }
    expect((await purser.http.get(PATH)).status).toBe(401);
  });

  it('is moved by one at a time', async () => {
    const other = await purser.database.superuser.connect();
    // Whoever moves the clock holds this lock.
    await other.query('SELECT pg_advisory_lock(1886742370, 0)');
    const answer = await root.post(PATH, { advance: 'PT1H' }, { key: null });
    expect([answer.status, answer.body['type']]).toEqual([409, '/problems/clock-is-moving']);
    await other.query('SELECT pg_advisory_unlock(1886742370, 0)');
    other.release();
    await move({ advance: 'PT1H' });
  });

  it('shows every process the same time from the answer on', async () => {
    const port = await freePort();
    const second = await createHttpApp({ ...purser.config, PORT: port, PURSER_ROLE: 'http' });
    await second.listen(port, '127.0.0.1');
    try {
      const there = new HttpClient(`http://127.0.0.1:${port}`);
      const other = await there.signIn('root@purser.test');
      for (let moves = 0; moves < 25; moves += 1) {
        const mover = moves % 2 === 0 ? root : other;
        const reader = moves % 2 === 0 ? other : root;
        const answer = await mover.post<SandboxClockMoveView>(
          PATH,
          { advance: 'P1D', jobs: 'off' },
          { key: null },
        );
        expect(await read(reader)).toBeGreaterThanOrEqual(Date.parse(answer.body.now));
      }
    } finally {
      await second.close();
    }
  });

  it('is not there in production, and not with a live key', async () => {
    const port = await freePort();
    const live = { ...purser.config, PORT: port, PURSER_ROLE: 'http', sandbox: false } as const;
    const app = await createHttpApp(live);
    await app.listen(port, '127.0.0.1');
    try {
      const there = await new HttpClient(`http://127.0.0.1:${port}`).signIn('root@purser.test');
      expect((await there.get(PATH)).status).toBe(404);
      expect((await there.post(PATH, { advance: 'P1D' }, { key: null })).status).toBe(404);
    } finally {
      await app.close();
    }
  });
});
