import { Injectable } from '@nestjs/common';
import { Clock, newId, type Tx } from '@purser/platform';
import { AutoTopUpMonth } from '../auto-topup-month.entity.js';
import type { AutoTopUpPolicy } from '../auto-topup-policy.entity.js';

/** What a policy has left of a month. Gross, in minor units. */
export interface MonthUse {
  readonly reservedMinor: bigint;
  readonly settledMinor: bigint;
  /** Never below 0, also where the limit was lowered below what is spent. */
  readonly leftMinor: bigint;
}

type LimitedPolicy = Pick<
  AutoTopUpPolicy,
  'organizationId' | 'id' | 'currency' | 'monthlyLimitMinor'
>;

/**
 * The monthly limit, in money: what is reserved and what is paid never exceed it, because the row of
 * the month is raised only by a statement that checks it.
 */
@Injectable()
export class MonthlyLimit {
  constructor(private readonly clock: Clock) {}

  async use(tx: Tx, policy: LimitedPolicy, month: string): Promise<MonthUse> {
    const { organizationId, id: policyId } = policy;
    const row = await tx.findOneBy(AutoTopUpMonth, { organizationId, policyId, month });
    return monthUse(policy.monthlyLimitMinor, row);
  }

  /** Takes `grossMinor` from the month and gives the id of its row; null where it does not fit. */
  async reserve(
    tx: Tx,
    policy: LimitedPolicy,
    month: string,
    grossMinor: bigint,
  ): Promise<string | null> {
    const { organizationId, id: policyId } = policy;
    const monthId = await this.ensure(tx, policy, month);
    const { affected } = await tx
      .createQueryBuilder()
      .update(AutoTopUpMonth)
      .set({ reservedMinor: () => 'reserved_minor + :gross' })
      .where('organization_id = :organizationId AND id = :monthId AND policy_id = :policyId', {
        organizationId,
        monthId,
        policyId,
      })
      .andWhere('reserved_minor + settled_minor + :gross <= :limit')
      .setParameters({ gross: grossMinor.toString(), limit: policy.monthlyLimitMinor.toString() })
      .execute();
    return affected === 1 ? monthId : null;
  }

  /** The charge was paid: what was reserved is spent. */
  async settle(tx: Tx, monthId: string, grossMinor: bigint): Promise<void> {
    await this.move(tx, monthId, -grossMinor, grossMinor);
  }

  /** The charge came to nothing: its room is free again. */
  async release(tx: Tx, monthId: string, grossMinor: bigint): Promise<void> {
    await this.move(tx, monthId, -grossMinor, 0n);
  }

  /** Money that was taken after its room was given back counts all the same. */
  async settleReleased(tx: Tx, monthId: string, grossMinor: bigint): Promise<void> {
    await this.move(tx, monthId, 0n, grossMinor);
  }

  /** Whether this is the first time that the month is said to be blocked. */
  async announceBlocked(tx: Tx, policy: LimitedPolicy, month: string): Promise<boolean> {
    const { organizationId } = policy;
    const id = await this.ensure(tx, policy, month);
    const { affected } = await tx
      .createQueryBuilder()
      .update(AutoTopUpMonth)
      .set({ blockedAnnouncedAt: this.clock.now() })
      .where('organization_id = :organizationId AND id = :id', { organizationId, id })
      .andWhere('blocked_announced_at IS NULL')
      .execute();
    return affected === 1;
  }

  private async ensure(tx: Tx, policy: LimitedPolicy, month: string): Promise<string> {
    const { organizationId, id: policyId, currency } = policy;
    const createdAt = this.clock.now();
    await tx
      .createQueryBuilder()
      .insert()
      .into(AutoTopUpMonth)
      .values({
        organizationId,
        id: newId(createdAt),
        policyId,
        month,
        currency,
        reservedMinor: 0n,
        settledMinor: 0n,
        blockedAnnouncedAt: null,
        closedAt: null,
        createdAt,
      })
      .orIgnore()
      .execute();
    const row = await tx.findOneByOrFail(AutoTopUpMonth, { organizationId, policyId, month });
    return row.id;
  }

  private async move(tx: Tx, id: string, reserved: bigint, settled: bigint): Promise<void> {
    const { organizationId } = tx;
    const { affected } = await tx
      .createQueryBuilder()
      .update(AutoTopUpMonth)
      .set({
        reservedMinor: () => 'reserved_minor + :reserved',
        settledMinor: () => 'settled_minor + :settled',
      })
      .where('organization_id = :organizationId AND id = :id', { organizationId, id })
      .setParameters({ reserved: reserved.toString(), settled: settled.toString() })
      .execute();
    if (affected !== 1) throw new Error(`The month ${id} of a reservation is missing`);
  }
}

/** What a month's row, or none, leaves of a limit. */
export function monthUse(
  limitMinor: bigint,
  row: Pick<AutoTopUpMonth, 'reservedMinor' | 'settledMinor'> | null,
): MonthUse {
  const { reservedMinor, settledMinor } = row ?? { reservedMinor: 0n, settledMinor: 0n };
  const left = limitMinor - reservedMinor - settledMinor;
  return { reservedMinor, settledMinor, leftMinor: left < 0n ? 0n : left };
}
