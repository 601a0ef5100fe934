import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { JobRunView, SandboxClockMoveView } from '@purser/contracts';
import type { PurserConfig } from '@purser/platform';
import { freePort } from '@purser/testing';
import { createHttpApp } from '../../src/http/http-app.js';
import { HttpClient } from './http-client.js';
import { startPurser, type Purser } from './purser.js';

/** Several instances of Purser on one database, whose clock a test moves. */
export interface Fleet {
  readonly purser: Purser;
  /** Root at each instance. */
  readonly roots: readonly HttpClient[];
  /** Moves the clock and lets happen what falls due. @throws Error the move was refused */
  move(to: { now: string } | { advance: string }): Promise<SandboxClockMoveView>;
  /** Moves the clock while every process is down, as it were. */
  sleep(to: { now: string } | { advance: string }): Promise<void>;
  /** Runs a job on every instance at the same time. */
  runEverywhere(job: string): Promise<JobRunView[]>;
  close(): Promise<void>;
}

/**
 * Starts `instances` of them. Nothing ticks by itself: timers are off, and time passes only where a
 * test moves the clock.
 */
export async function startFleet(
  instances: number,
  config: Partial<PurserConfig> = {},
): Promise<Fleet> {
  const quiet = { PURSER_ROLE: 'http', ...config } as const;
  const purser = await startPurser({ days: 1, config: quiet });
  const others: NestFastifyApplication[] = [];
  const addresses = [purser.http.baseUrl];
  for (let left = instances - 1; left > 0; left -= 1) {
    const port = await freePort();
    const other = await createHttpApp({ ...purser.config, PORT: port });
    await other.listen(port, '127.0.0.1');
    others.push(other);
    addresses.push(`http://127.0.0.1:${port}`);
  }
  const roots = await Promise.all(
    addresses.map((address) => new HttpClient(address).signIn('root@purser.test')),
  );
  const post = async <T>(root: HttpClient | undefined, path: string, body: object): Promise<T> => {
    const answer = await (root ?? purser.http).post<T>(path, body, { key: null });
    if (answer.status !== 200) throw new Error(answer.text);
    return answer.body;
  };
  return {
    purser,
    roots,
    move: (to) => post(roots[0], '/api/sandbox/clock', to),
    sleep: async (to) => {
      await post(roots[0], '/api/sandbox/clock', { ...to, jobs: 'off' });
    },
    runEverywhere: (job) =>
      Promise.all(roots.map((root) => post<JobRunView>(root, `/api/jobs/${job}/run`, {}))),
    async close() {
      for (const other of others) await other.close();
      await purser.close();
    },
  };
}
