import { Injectable } from '@nestjs/common';
import type { SuspensionSource, WalletStandingView } from '@purser/contracts';
import {
  type Actor,
  Clock,
  PreconditionFailed,
  type Tx,
  UnitOfWork,
  type Versioned,
} from '@purser/platform';
import { LedgerWriter } from '../books/ledger-writer.js';
import { WalletNotSuspended, WalletSuspended } from '../wallet.errors.js';
import { Wallet } from '../wallet.entity.js';
import { eTagOf, WalletReader } from '../wallet.service.js';
import { Suspensions } from './suspensions.service.js';

/** Suspending and reactivating by staff. */
@Injectable()
export class WalletSupport {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly ledger: LedgerWriter,
    private readonly suspensions: Suspensions,
    private readonly reader: WalletReader,
  ) {}

  /**
   * Opens support's suspension.
   *
   * @param ifMatch the ETag the decision was made from, or null
   * @throws WalletSuspended support's suspension is open already; PreconditionFailed
   */
  suspend(
    organizationId: string,
    reason: string,
    actor: Actor,
    ifMatch: string | null,
  ): Promise<Versioned<WalletStandingView>> {
    return this.change(organizationId, ifMatch, async (tx, now) => {
      const opened = await this.suspensions.suspend(tx, 'support', reason, actor, now);
      if (!opened) throw new WalletSuspended(await this.suspensions.open(tx));
    });
  }

  /**
   * Closes the suspension of `source`; the wallet is active when none is left.
   *
   * @param ifMatch the ETag the decision was made from, or null
   * @throws WalletNotSuspended there is none of this source; PreconditionFailed
   */
  reactivate(
    organizationId: string,
    source: SuspensionSource,
    reason: string,
    actor: Actor,
    ifMatch: string | null,
  ): Promise<Versioned<WalletStandingView>> {
    return this.change(organizationId, ifMatch, async (tx, now) => {
      const closed = await this.suspensions.reactivate(tx, source, actor, now, reason);
      if (!closed) throw new WalletNotSuspended(source);
    });
  }

  private change(
    organizationId: string,
    ifMatch: string | null,
    work: (tx: Tx, now: Date) => Promise<void>,
  ): Promise<Versioned<WalletStandingView>> {
    const now = this.clock.now();
    return this.unitOfWork.run(organizationId, async (tx) => {
      const eTag = eTagOf(await this.ledger.lock(tx, now));
      if (ifMatch !== null && ifMatch !== '*' && ifMatch !== eTag) {
        throw new PreconditionFailed(eTag);
      }
      await work(tx, now);
      const changed = await tx.findOneByOrFail(Wallet, { organizationId });
      return { view: await this.reader.standing(tx), eTag: eTagOf(changed) };
    });
  }
}
