import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { Clock } from './clock.js';
import { CLOCK_CHANNEL, CLOCK_LOCKS, MOVING } from './clock-locks.js';

const POLL_MS = 1_000;
const RECONNECT_MS = 250;
const FIRST_CONNECTS = 40;

/** Version 0 is a clock that was never moved. */
const READ = `SELECT c.offset_ms, c.version, EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = $1 AND objid = $2
      AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  ) AS moving
  FROM (VALUES (1::smallint)) one (id) LEFT JOIN sandbox_clock c USING (id)`;
const hold = (version: number) => `SELECT pg_advisory_lock_shared(${CLOCK_LOCKS}, ${version + 1})`;
const letGo = (version: number) =>
  `SELECT pg_advisory_unlock_shared(${CLOCK_LOCKS}, ${version + 1})`;

/**
 * Machine time plus an offset that all processes on a database share; it only ever grows.
 *
 * Each process follows `sandbox_clock` over one connection of its own (LISTEN, and a look each
 * second) and holds a shared advisory lock on the version it goes by. Who moves the clock waits
 * until nobody holds the version before: from then on every process answers with the new time.
 */
export class SandboxClock extends Clock implements OnApplicationShutdown {
  private readonly logger = new Logger(SandboxClock.name);
  private offsetMs = 0;
  private moving = false;
  /** The version whose lock this process holds; -1 before the first look. */
  private version = -1;
  private client: pg.Client | null = null;
  private looking: Promise<void> | null = null;
  private lookAgain = false;
  private poll: NodeJS.Timeout | null = null;
  private reconnect: NodeJS.Timeout | null = null;
  private isClosed = false;

  private constructor(private readonly connectionString: string) {
    super();
  }

  /** Resolves once the clock shows the time of its database. @throws Error no database answers */
  static async open(connectionString: string): Promise<SandboxClock> {
    const clock = new SandboxClock(connectionString);
    for (let left = FIRST_CONNECTS; ; left -= 1) {
      try {
        await clock.connect();
        return clock;
      } catch (error) {
        if (left === 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
      }
    }
  }

  override now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  override get isMoving(): boolean {
    return this.moving;
  }

  /**
   * Looks at the database; resolves when this process goes by what is committed there.
   *
   * @throws Error the connection is lost
   */
  async refresh(): Promise<void> {
    this.lookAgain = true;
    if (this.looking === null) {
      if (!this.client) throw new Error('The sandbox clock has no connection');
      this.looking = this.look(this.client);
    }
    await this.looking;
  }

  async onApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    if (this.poll) clearInterval(this.poll);
    if (this.reconnect) clearTimeout(this.reconnect);
    await this.looking?.catch(() => undefined);
    await this.client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.connectionString,
      application_name: 'purser-clock',
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => undefined);
    await client.connect();
    client.on('end', () => this.lost());
    client.on('notification', () => this.refreshSoon());
    // The locks of the connection before are gone with it.
    this.version = -1;
    this.client = client;
    await client.query(`LISTEN ${CLOCK_CHANNEL}`);
    await this.refresh();
    this.poll ??= setInterval(() => this.refreshSoon(), POLL_MS).unref();
  }

  private lost(): void {
    this.client = null;
    if (this.isClosed || this.reconnect) return;
    this.reconnect = setTimeout(() => {
      this.reconnect = null;
      this.connect().catch(() => this.lost());
    }, RECONNECT_MS).unref();
  }

  private refreshSoon(): void {
    if (!this.client) return;
    this.refresh().catch((error: unknown) => {
      if (!this.isClosed) this.logger.warn({ err: error }, 'the sandbox clock could not be read');
    });
  }

  private async look(client: pg.Client): Promise<void> {
    try {
      while (this.lookAgain && !this.isClosed) {
        this.lookAgain = false;
        const { rows } = await client.query<{
          offset_ms: string | null;
          version: number | null;
          moving: boolean;
        }>(READ, [CLOCK_LOCKS, MOVING]);
        const [row] = rows;
        this.moving = row?.moving ?? false;
        // Never back, whatever a restored dump says: what was dated must stay in the past.
        this.offsetMs = Math.max(this.offsetMs, Number(row?.offset_ms ?? 0));
        const version = row?.version ?? 0;
        if (version === this.version) continue;
        await this.goBy(client, version);
        // It may have been moved between the look and the lock.
        this.lookAgain = true;
      }
    } finally {
      this.looking = null;
    }
  }

  /** Takes the lock of `version` before the one of the version before is let go. */
  private async goBy(client: pg.Client, version: number): Promise<void> {
    const before = this.version;
    await client.query(before < 0 ? hold(version) : `${hold(version)}; ${letGo(before)}`);
    this.version = version;
  }
}
