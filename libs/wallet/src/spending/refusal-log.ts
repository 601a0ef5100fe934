import { Injectable, Logger } from '@nestjs/common';
import { Clock, newId, UnitOfWork, type Actor, type Tx } from '@purser/platform';
import type { SuspensionView } from '@purser/contracts';
import type { WalletParts } from '../books/wallet-parts.js';
import type { RefusalReason } from '../refusal.entity.js';
import { Suspensions } from '../support/suspensions.service.js';
import { Wallet } from '../wallet.entity.js';

const MINUTE_MS = 60_000;

/** A debit or hold that was refused, with the wallet as it was decided on. */
export interface RefusedSpending {
  reason: RefusalReason;
  reference: string;
  amount: bigint;
  actor: Actor;
  parts: WalletParts;
}

/** Counts refusals by wallet, reason and minute, keeping the last one of each. */
@Injectable()
export class RefusalLog {
  private readonly logger = new Logger(RefusalLog.name);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly suspensions: Suspensions,
  ) {}

  /**
   * Counts `refused` (in the order they were decided) in a transaction of its own and gives the
   * open suspensions. Never throws: counting must not change the answer.
   */
  async record(
    organizationId: string,
    refused: readonly RefusedSpending[],
  ): Promise<SuspensionView[]> {
    try {
      return await this.unitOfWork.run(organizationId, async (tx) => {
        const { id, status } = await tx.findOneByOrFail(Wallet, { organizationId });
        for (const reason of new Set(refused.map((one) => one.reason))) {
          await this.count(tx, { id, status }, refused, reason);
        }
        return this.suspensions.open(tx);
      });
    } catch (error) {
      this.logger.error({ err: error, organizationId }, 'refusals could not be counted');
      return [];
    }
  }

  private async count(
    tx: Tx,
    wallet: Pick<Wallet, 'id' | 'status'>,
    refused: readonly RefusedSpending[],
    reason: RefusalReason,
  ): Promise<void> {
    const same = refused.filter((one) => one.reason === reason);
    const last = same.at(-1);
    if (!last) return;
    const now = this.clock.now();
    const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
    await tx.query(
      `INSERT INTO wallet_refusals AS r
         (organization_id, id, wallet_id, reason, minute, count, last_reference, last_request_id,
          last_amount, last_at, balance, held, frozen, expired, status)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
       ON CONFLICT (organization_id, wallet_id, minute, reason)
       DO UPDATE SET count = r.count + excluded.count, last_reference = excluded.last_reference,
         last_request_id = excluded.last_request_id, last_amount = excluded.last_amount,
         last_at = excluded.last_at, balance = excluded.balance, held = excluded.held,
         frozen = excluded.frozen, expired = excluded.expired, status = excluded.status`,
      [
        tx.organizationId,
        newId(now),
        wallet.id,
        reason,
        minute,
        same.length,
        last.reference,
        last.actor.requestId ?? last.actor.name,
        last.amount.toString(),
        now,
        last.parts.balance.toString(),
        last.parts.held.toString(),
        last.parts.frozen.toString(),
        last.parts.expired.toString(),
        reason === 'wallet-suspended' ? 'suspended' : wallet.status,
      ],
    );
  }
}
