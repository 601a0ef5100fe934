import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import { newId, type Actor, type Tx } from '@purser/platform';
import type { SuspensionSource, SuspensionView } from '@purser/contracts';
import { IsNull } from 'typeorm';
import { LedgerWriter } from '../books/ledger-writer.js';
import { Suspension } from '../suspension.entity.js';
import { Wallet } from '../wallet.entity.js';

/** Opens and closes the reasons why a wallet refuses to spend. */
@Injectable()
export class Suspensions {
  constructor(
    private readonly ledger: LedgerWriter,
    private readonly audit: AuditTrail,
  ) {}

  /** The open suspensions, oldest first. */
  async open(tx: Tx): Promise<SuspensionView[]> {
    const rows = await tx.find(Suspension, {
      where: { organizationId: tx.organizationId, closedAt: IsNull() },
      order: { openedAt: 'ASC', id: 'ASC' },
    });
    return rows.map(suspensionView);
  }

  /** Opens a suspension of `source`; false where one was open already. */
  async suspend(
    tx: Tx,
    source: SuspensionSource,
    reason: string,
    actor: Actor,
    at: Date,
  ): Promise<boolean> {
    const wallet = await this.ledger.lock(tx, at);
    if (await this.find(tx, source)) return false;
    const suspension = {
      organizationId: tx.organizationId,
      id: newId(at),
      walletId: wallet.id,
      source,
      reason,
      openedBy: actor.name,
      openedAt: at,
      closedBy: null,
      closedReason: null,
      closedAt: null,
    };
    await tx.insert(Suspension, suspension);
    await this.mark(tx, wallet, 'suspended');
    await this.audit.append(tx, {
      action: 'wallet.suspended',
      actor,
      subjectType: 'wallet',
      subjectId: wallet.id,
      before: { status: wallet.status },
      after: { status: 'suspended', source },
      reason,
      at,
    });
    return true;
  }

  /** Closes the suspension of `source`; false where none was open. */
  async reactivate(
    tx: Tx,
    source: SuspensionSource,
    actor: Actor,
    at: Date,
    reason?: string,
  ): Promise<boolean> {
    const wallet = await this.ledger.lock(tx, at);
    const suspension = await this.find(tx, source);
    if (!suspension) return false;
    await tx.update(
      Suspension,
      { organizationId: tx.organizationId, id: suspension.id },
      { closedBy: actor.name, closedReason: reason ?? null, closedAt: at },
    );
    const left = await this.open(tx);
    const status = left.length === 0 ? 'active' : 'suspended';
    await this.mark(tx, wallet, status);
    await this.audit.append(tx, {
      action: 'wallet.reactivated',
      actor,
      subjectType: 'wallet',
      subjectId: wallet.id,
      before: { status: wallet.status, source },
      after: { status, openSuspensions: left.length },
      reason: reason ?? null,
      at,
    });
    return true;
  }

  private find(tx: Tx, source: SuspensionSource): Promise<Suspension | null> {
    const { organizationId } = tx;
    return tx.findOneBy(Suspension, { organizationId, source, closedAt: IsNull() });
  }

  private async mark(tx: Tx, wallet: Wallet, status: Wallet['status']): Promise<void> {
    const { organizationId, id } = wallet;
    await tx.update(Wallet, { organizationId, id }, { status, version: wallet.version + 1n });
  }
}

/** The wire form of a suspension. */
export function suspensionView(suspension: Suspension): SuspensionView {
  return {
    id: suspension.id,
    source: suspension.source,
    reason: suspension.reason,
    openedAt: suspension.openedAt.toISOString(),
  };
}
