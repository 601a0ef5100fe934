import { Injectable } from '@nestjs/common';
import { newId, Outbox, type Tx } from '@purser/platform';
import { availableOf } from './books/wallet-parts.js';
import { currentParts, presentOf } from './books/current-state.js';
import { LedgerWriter } from './books/ledger-writer.js';
import { WalletFellBelow } from './wallet.events.js';
import { Wallet } from './wallet.entity.js';
import { Watch } from './watch.entity.js';

/** Remembers who wants to be told when available falls below which mark. */
@Injectable()
export class Watches {
  constructor(
    private readonly ledger: LedgerWriter,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Sets the mark (tokens, at least 1) of `source`, or takes it away with null. A mark that is
   * already crossed when it is set or moved is announced at once.
   */
  async watch(tx: Tx, source: string, mark: bigint | null, now: Date): Promise<void> {
    const wallet = await this.ledger.lock(tx, now);
    const { organizationId } = tx;
    const key = { organizationId, walletId: wallet.id, source };
    const known = await tx.findOneBy(Watch, key);
    if ((known?.mark ?? null) === mark) return;
    if (mark === null) await tx.delete(Watch, key);
    else if (known) await tx.update(Watch, key, { mark });
    else await tx.insert(Watch, { ...key, id: newId(now), mark });
    const highest = await tx.findOne(Watch, {
      where: { organizationId, walletId: wallet.id },
      order: { mark: 'DESC' },
    });
    await tx.update(
      Wallet,
      { organizationId, id: wallet.id },
      { watchBelow: highest?.mark ?? null, version: wallet.version + 1n },
    );
    if (mark !== null) await this.announceIfBelow(tx, wallet, mark, now);
  }

  private async announceIfBelow(tx: Tx, wallet: Wallet, mark: bigint, now: Date): Promise<void> {
    const available = availableOf(await currentParts(tx, wallet, presentOf(wallet, now)));
    if (available >= mark) return;
    const { organizationId } = tx;
    await this.outbox.append(
      tx,
      new WalletFellBelow(organizationId, Number(available), Number(mark)),
    );
  }
}
