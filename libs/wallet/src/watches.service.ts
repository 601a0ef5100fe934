import { Injectable } from '@nestjs/common';
import { newId, Outbox, type Tx } from '@purser/platform';
import { availableOf } from './books/wallet-parts.js';
import { currentParts, presentOf } from './books/current-state.js';
import { LedgerWriter } from './books/ledger-writer.js';
import { WalletFellBelow, WalletRose } from './wallet.events.js';
import { Wallet } from './wallet.entity.js';
import { RiseWatch, Watch } from './watch.entity.js';

/** Remembers who wants to be told when available crosses which mark, and in which direction. */
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
    const wallet = await this.set(tx, Watch, source, mark, now);
    if (!wallet) return;
    const watchBelow = await markAt(tx, Watch, wallet, 'DESC');
    await this.write(tx, wallet, { watchBelow });
    if (mark === null) return;
    const available = await availableNow(tx, wallet, now);
    if (available >= mark) return;
    const { organizationId } = tx;
    await this.outbox.append(
      tx,
      new WalletFellBelow(organizationId, Number(available), Number(mark)),
    );
  }

  /** The same for a rise to the mark or above it. */
  async watchRise(tx: Tx, source: string, mark: bigint | null, now: Date): Promise<void> {
    const wallet = await this.set(tx, RiseWatch, source, mark, now);
    if (!wallet) return;
    const watchAbove = await markAt(tx, RiseWatch, wallet, 'ASC');
    await this.write(tx, wallet, { watchAbove });
    if (mark === null) return;
    const available = await availableNow(tx, wallet, now);
    if (available < mark) return;
    const { organizationId } = tx;
    await this.outbox.append(
      tx,
      new WalletRose(organizationId, Number(available), now.toISOString()),
    );
  }

  /** Writes the mark of `source`; gives the wallet, locked, or null where it is so already. */
  private async set(
    tx: Tx,
    kind: typeof Watch,
    source: string,
    mark: bigint | null,
    now: Date,
  ): Promise<Wallet | null> {
    const wallet = await this.ledger.lock(tx, now);
    const { organizationId } = tx;
    const key = { organizationId, walletId: wallet.id, source };
    const known = await tx.findOneBy(kind, key);
    if ((known?.mark ?? null) === mark) return null;
    if (mark === null) await tx.delete(kind, key);
    else if (known) await tx.update(kind, key, { mark });
    else await tx.insert(kind, { ...key, id: newId(now), mark });
    return wallet;
  }

  private async write(
    tx: Tx,
    { id, version }: Wallet,
    marks: Partial<Pick<Wallet, 'watchBelow' | 'watchAbove'>>,
  ): Promise<void> {
    const { organizationId } = tx;
    await tx.update(Wallet, { organizationId, id }, { ...marks, version: version + 1n });
  }
}

/** The mark that is crossed first on the way down (`DESC`) or up; null where nobody watches. */
async function markAt(
  tx: Tx,
  kind: typeof Watch,
  wallet: Wallet,
  mark: 'ASC' | 'DESC',
): Promise<bigint | null> {
  const where = { organizationId: tx.organizationId, walletId: wallet.id };
  return (await tx.findOne(kind, { where, order: { mark } }))?.mark ?? null;
}

async function availableNow(tx: Tx, wallet: Wallet, now: Date): Promise<bigint> {
  return availableOf(await currentParts(tx, wallet, presentOf(wallet, now)));
}
