import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, newId, type PurserConfig } from '@purser/platform';
import pg from 'pg';
import { decisionOf, type Decision, type DecisionRow } from './decision.js';
import {
  DEBIT_SPREAD,
  manyValues,
  SPEND_MANY,
  spreadValues,
  type DebitGroup,
} from './statements.js';
import type { Wish } from './wish.js';

const ATTEMPTS = 3;
const RETRYABLE = new Set(['40001', '40P01']);
/** On Citus a session can stop delegating the function: it says so and must be replaced. */
const SESSION_SPOILT = new Set(['0A000', '28000']);
/** Classes of SQLSTATE, and states, that say nothing about what was asked. */
const AWAY = /^(08|53|57|58)|^55P03$/;
const SQLSTATE = /^[0-9A-Z]{5}$/;

/** What `debit_spread` says of an organization all of whose debits it accepted. */
export interface SpreadAnswer {
  /** Ids of the entries, beside the items. */
  readonly entryIds: readonly string[];
  readonly balanceBefore: bigint;
  readonly availableBefore: bigint;
  readonly lotId: string;
  readonly at: Date;
}

interface SpreadRow {
  place: number;
  balance_before: string;
  available_before: string;
  lot: string;
  entry_at: Date;
}

/** Calls the spending functions by named statements: one round trip, one transaction each. */
@Injectable()
export class LedgerPool implements OnApplicationShutdown {
  /** Connections, and so calls that can run at once. */
  readonly size: number;
  private readonly pool: pg.Pool;

  constructor(@Inject(CONFIG) config: PurserConfig) {
    this.size = Math.ceil(config.DATABASE_POOL_SIZE / 2);
    this.pool = new pg.Pool({
      connectionString: config.DATABASE_URL,
      max: this.size,
      application_name: 'purser-spending',
      connectionTimeoutMillis: 10_000,
      statement_timeout: 30_000,
      lock_timeout: 10_000,
    });
    this.pool.on('error', () => undefined);
    // One that breaks while it is in use tells itself, not the pool; its statement fails anyway.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /**
   * Decides debits of many organizations at `at`, where that is simple: an answer for each group all
   * of whose debits are booked, beside the groups; undefined = nothing was done about it.
   */
  async debitSpread(
    groups: readonly DebitGroup[],
    at: Date,
  ): Promise<(SpreadAnswer | undefined)[]> {
    const ids = groups.flatMap(({ items }) => items.map(() => newId(at)));
    const rows = await this.call<SpreadRow>(DEBIT_SPREAD, spreadValues(groups, ids, at));
    const answers: (SpreadAnswer | undefined)[] = groups.map(() => undefined);
    const starts: number[] = [];
    groups.reduce((start, group, index) => (starts[index] = start) + group.items.length, 0);
    for (const row of rows) {
      const start = starts[row.place - 1] ?? 0;
      answers[row.place - 1] = {
        entryIds: ids.slice(start, start + (groups[row.place - 1]?.items.length ?? 0)),
        balanceBefore: BigInt(row.balance_before),
        availableBefore: BigInt(row.available_before),
        lotId: row.lot,
        at: row.entry_at,
      };
    }
    return answers;
  }

  /** Decides `wishes` of one organization in their order at `at`; when it returns, it is durable. */
  async spendMany(organizationId: string, wishes: readonly Wish[], at: Date): Promise<Decision[]> {
    const ids = wishes.map(() => newId(at));
    const values = manyValues(organizationId, wishes, ids, [newId(at), newId(at)], at);
    const rows = await this.call<DecisionRow>(SPEND_MANY, values);
    return rows.map(decisionOf);
  }

  private async call<Row extends pg.QueryResultRow>(
    statement: { name: string; text: string },
    values: unknown[],
  ): Promise<Row[]> {
    for (let left = ATTEMPTS - 1; ; left -= 1) {
      try {
        return await this.attempt<Row>(statement, values);
      } catch (error) {
        const code = sqlStateOf(error) ?? '';
        if (left === 0 || !(RETRYABLE.has(code) || SESSION_SPOILT.has(code))) throw error;
      }
    }
  }

  private async attempt<Row extends pg.QueryResultRow>(
    statement: { name: string; text: string },
    values: unknown[],
  ): Promise<Row[]> {
    const client = await this.pool.connect();
    let spoilt = false;
    try {
      const { rows } = await client.query<Row>({ ...statement, values });
      return rows;
    } catch (error) {
      spoilt = SESSION_SPOILT.has(sqlStateOf(error) ?? '') || isAway(error);
      throw error;
    } finally {
      client.release(spoilt);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

/** Whether the database could not be asked, or was too busy: nothing is wrong with the wishes. */
export function isAway(error: unknown): boolean {
  const code = sqlStateOf(error);
  return code === undefined
    ? error instanceof Error && !(error instanceof TypeError)
    : AWAY.test(code);
}

/** The SQLSTATE of what the driver threw, or undefined. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && SQLSTATE.test(code) ? code : undefined;
}
