import { Injectable } from '@nestjs/common';
import type { BalanceView, WalletStatus } from '@purser/contracts';
import { BatchLoader, Clock, DatabaseShape, ReadPool } from '@purser/platform';
import { presentOf } from '../books/current-state.js';
import { balanceView } from '../books/wallet-parts.js';

const BALANCES = {
  name: 'wallet-balances',
  text: 'SELECT * FROM wallet_balances($1, $2)',
};

interface Row {
  organization_id: string;
  balance: string;
  held: string;
  frozen: string;
  expired: string;
  status: WalletStatus;
  version: string;
  last_at: Date;
}

/**
 * Balances of wallets in which nothing changes by itself before the present: one row each, read for
 * many callers at once. Every other wallet is read with its lots, in a transaction.
 */
@Injectable()
export class BalanceReads {
  private readonly loader: BatchLoader<Row>;

  constructor(
    private readonly clock: Clock,
    private readonly pool: ReadPool,
    private readonly shape: DatabaseShape,
  ) {
    this.loader = new BatchLoader((ids) => this.load(ids), ReadPool.connections);
  }

  /** The balance and the wallet's version; null where the wallet's row alone cannot tell. */
  async find(organizationId: string): Promise<{ view: BalanceView; version: bigint } | null> {
    if (await this.shape.isDistributed()) return null;
    const row = await this.loader.get(organizationId);
    if (!row) return null;
    const parts = {
      balance: BigInt(row.balance),
      held: BigInt(row.held),
      frozen: BigInt(row.frozen),
      expired: BigInt(row.expired),
    };
    const present = presentOf({ lastAt: row.last_at }, this.clock.now());
    return {
      view: balanceView(organizationId, parts, row.status, present),
      version: BigInt(row.version),
    };
  }

  private async load(organizationIds: readonly string[]): Promise<Map<string, Row>> {
    const rows = await this.pool.query<Row>(BALANCES, [organizationIds, this.clock.now()]);
    return new Map(rows.map((row) => [row.organization_id, row]));
  }
}
