import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CONFIG, newId, type PurserConfig } from '@purser/platform';
import pg from 'pg';
import type { WalletParts } from '../books/wallet-parts.js';
import type { DebitItem } from './spending.js';

const ATTEMPTS = 3;
const RETRYABLE = new Set(['40001', '40P01']);
/** On Citus a session can stop delegating the function: it says so and must be replaced. */
const SESSION_SPOILT = new Set(['0A000', '28000']);

export type Outcome =
  'accepted' | 'known' | 'reference-reused' | 'insufficient-tokens' | 'wallet-suspended';

/** How `debit_many` decided one item; the entry is null unless it is booked. */
export interface Decision {
  outcome: Outcome;
  entry: {
    id: string;
    balanceAfter: bigint;
    availableAfter: bigint;
    lots: string[];
    lotAmounts: bigint[];
    at: Date;
  } | null;
  /** The wallet when the item was decided. */
  parts: WalletParts;
}

interface DecisionRow {
  outcome: Outcome;
  entry_id: string | null;
  balance_after: string;
  available_after: string;
  entry_lots: string[];
  entry_lot_amounts: string[];
  entry_at: Date;
  balance: string;
  held: string;
  frozen: string;
  expired: string;
}

const DEBIT_MANY = {
  name: 'debit-many',
  text: 'SELECT * FROM debit_many($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
};

/** Calls `debit_many` by a named statement: one round trip, one transaction, one organization. */
@Injectable()
export class LedgerPool implements OnApplicationShutdown {
  private readonly pool: pg.Pool;

  constructor(@Inject(CONFIG) config: PurserConfig) {
    this.pool = new pg.Pool({
      connectionString: config.DATABASE_URL,
      max: Math.ceil(config.DATABASE_POOL_SIZE / 2),
      application_name: 'purser-spending',
      statement_timeout: 30_000,
      lock_timeout: 10_000,
    });
    this.pool.on('error', () => undefined);
  }

  /** Decides `items` in their order at `at`; when this returns, what is booked is durable. */
  async debitMany(
    organizationId: string,
    items: readonly DebitItem[],
    at: Date,
  ): Promise<Decision[]> {
    const values = [
      organizationId,
      items.map(() => newId(at)),
      items.map((item) => item.amount.toString()),
      items.map((item) => item.reference),
      at,
      items.map((item) => item.actor.type),
      items.map((item) => item.actor.id),
      items.map((item) => item.actor.name),
      items.map((item) => item.actor.requestId),
      items.map((item) => (item.meta ? JSON.stringify(item.meta) : null)),
      newId(at),
    ];
    for (let left = ATTEMPTS - 1; ; left -= 1) {
      try {
        return await this.call(values);
      } catch (error) {
        const code = (error as { code?: string }).code ?? '';
        if (left === 0 || !(RETRYABLE.has(code) || SESSION_SPOILT.has(code))) throw error;
      }
    }
  }

  private async call(values: unknown[]): Promise<Decision[]> {
    const client = await this.pool.connect();
    let spoilt = false;
    try {
      const { rows } = await client.query<DecisionRow>({ ...DEBIT_MANY, values });
      return rows.map(decisionOf);
    } catch (error) {
      spoilt = SESSION_SPOILT.has((error as { code?: string }).code ?? '');
      throw error;
    } finally {
      client.release(spoilt);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}

function decisionOf(row: DecisionRow): Decision {
  return {
    outcome: row.outcome,
    entry:
      row.entry_id === null
        ? null
        : {
            id: row.entry_id,
            balanceAfter: BigInt(row.balance_after),
            availableAfter: BigInt(row.available_after),
            lots: row.entry_lots,
            lotAmounts: row.entry_lot_amounts.map((amount) => BigInt(amount)),
            at: row.entry_at,
          },
    parts: {
      balance: BigInt(row.balance),
      held: BigInt(row.held),
      frozen: BigInt(row.frozen),
      expired: BigInt(row.expired),
    },
  };
}
