import pg, { type QueryResult } from 'pg';
import { CLOCK_CHANNEL, CLOCK_LOCKS, MOVING } from './clock-locks.js';
import { ClockIsMoving } from './clock.errors.js';
import type { SandboxClock } from './sandbox-clock.js';

/** A process that does not follow for so long is taken for hung; it follows when it wakes. */
const HUNG_MS = 5_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** One message, so that a step costs one round trip: nothing in it comes from outside. */
const step = (offsetMs: number, at: Date, isDurable: boolean) => `BEGIN;
  SET LOCAL synchronous_commit = ${isDurable ? 'on' : 'off'};
  INSERT INTO sandbox_clock AS c (id, offset_ms, version, updated_at)
    VALUES (1, ${Math.round(offsetMs)}, 1, '${at.toISOString()}')
    ON CONFLICT (id) DO UPDATE SET offset_ms = GREATEST(c.offset_ms, EXCLUDED.offset_ms),
      version = c.version + 1, updated_at = EXCLUDED.updated_at
    RETURNING version;
  NOTIFY ${CLOCK_CHANNEL};
  COMMIT`;

/** The right to move the clock of the sandbox, which one process at a time has. */
export class ClockMove {
  private constructor(
    private readonly client: pg.Client,
    private readonly clock: SandboxClock,
  ) {}

  /** @throws ClockIsMoving somebody else moves it */
  static async begin(connectionString: string, clock: SandboxClock): Promise<ClockMove> {
    const client = new pg.Client({ connectionString, application_name: 'purser-clock-move' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query<{ mine: boolean }>(
        'SELECT pg_try_advisory_lock($1, $2) AS mine',
        [CLOCK_LOCKS, MOVING],
      );
      if (!rows[0]?.mine) throw new ClockIsMoving();
      const move = new ClockMove(client, clock);
      await client.query(`SET lock_timeout = ${HUNG_MS}`);
      await move.commit(0, true);
      return move;
    } catch (error) {
      await client.end();
      throw error;
    }
  }

  /**
   * Moves the clock to `instant`, unless it has got there by itself; resolves when every process on
   * this database shows it. Durable only with what is committed next, unless it is the `last` step:
   * a crash may forget the time together with all that happened at it, never one without the other.
   */
  async to(instant: Date, step: 'on the way' | 'last'): Promise<void> {
    const offsetMs = instant.getTime() - Date.now();
    await this.commit(Math.max(offsetMs, 0), step === 'last');
  }

  /** Lets others move it; every process hears of it. */
  async end(): Promise<void> {
    await this.client.query('SELECT pg_advisory_unlock($1, $2)', [CLOCK_LOCKS, MOVING]);
    await this.client.query(`NOTIFY ${CLOCK_CHANNEL}`);
    await this.client.end();
    await this.clock.refresh();
  }

  private async commit(offsetMs: number, isDurable: boolean): Promise<void> {
    const results = (await this.client.query(
      step(offsetMs, new Date(), isDurable),
    )) as unknown as QueryResult<{ version: number }>[];
    const version = results.find(({ command }) => command === 'INSERT')?.rows[0]?.version ?? 1;
    await this.clock.refresh();
    await this.untilNobodyGoesBy(version - 1);
  }

  private async untilNobodyGoesBy(version: number): Promise<void> {
    const key = `${CLOCK_LOCKS}, ${version + 1}`;
    try {
      await this.client.query(`SELECT pg_advisory_lock(${key}); SELECT pg_advisory_unlock(${key})`);
    } catch (error) {
      if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return;
      throw error;
    }
  }
}
