import { Injectable } from '@nestjs/common';
import { Clock, type Actor, type Tx } from '@purser/platform';
import type { BalanceView, LedgerDayView, LotView, SuspensionSource } from '@purser/contracts';
import { currentLots, currentParts, presentOf } from './books/current-state.js';
import { LedgerWriter } from './books/ledger-writer.js';
import { availableOf, balanceView, partsOfLots } from './books/wallet-parts.js';
import type { Grant } from './granted-lot.js';
import { Granting, type GrantRequest } from './granting.service.js';
import { lotsAsOf } from './history/as-of.js';
import { ledgerDays } from './history/ledger-days.js';
import { seqRange } from './history/ledger-time.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { lotView } from './lot-view.js';
import { Suspensions } from './support/suspensions.service.js';
import { Wallet } from './wallet.entity.js';
import { Watches } from './watches.service.js';

const MOST_DAYS = 10_000;

/** What other rooms do with the wallet of the transaction's organization. */
@Injectable()
export class Wallets {
  constructor(
    private readonly clock: Clock,
    private readonly ledger: LedgerWriter,
    private readonly granting: Granting,
    private readonly suspensions: Suspensions,
    private readonly watches: Watches,
  ) {}

  /** Creates the wallet where there is none. */
  ensure(tx: Tx): Promise<void> {
    return this.ledger.ensure(tx, this.clock.now());
  }

  /**
   * Puts lots into the wallet, one ledger entry each, in the order given. A reference that was
   * granted before gives the first grant again.
   *
   * @throws ReferenceReused a reference was booked with other tokens
   */
  grant(tx: Tx, request: GrantRequest): Promise<Grant[]> {
    return this.granting.grant(tx, request);
  }

  /** The balance and its parts at `at`, the present. */
  async balance(tx: Tx, at: Date): Promise<BalanceView> {
    const { organizationId } = tx;
    const wallet = await tx.findOneBy(Wallet, { organizationId });
    if (!wallet) {
      const none = { balance: 0n, held: 0n, frozen: 0n, expired: 0n };
      return balanceView(organizationId, none, 'active', at);
    }
    const present = presentOf(wallet, at);
    const parts = await currentParts(tx, wallet, present);
    return balanceView(organizationId, parts, wallet.status, present);
  }

  /** What was available at `at`, an instant of the past. Tokens; locks the wallet. */
  async availableAsOf(tx: Tx, at: Date): Promise<bigint> {
    // The past is put together from several statements, which must see one state.
    const wallet = await this.ledger.lock(tx, this.clock.now());
    return availableOf(partsOfLots(await lotsAsOf(tx, wallet, at), at));
  }

  /** The lots that a purchase granted, as they are at `at`. */
  async lotsOfPurchase(tx: Tx, purchaseId: string, at: Date): Promise<LotView[]> {
    const lots = await currentLots(tx, at, { purchaseId });
    return lots.map((lot) => lotView(lot, at));
  }

  /** The lots that hold tokens at `at`. */
  async liveLots(tx: Tx, at: Date): Promise<LotView[]> {
    const lots = await currentLots(tx, at, { live: true });
    return lots.map((lot) => lotView(lot, at));
  }

  /**
   * What was available right after the last purchase, subscription or top-up credit, bonus included,
   * and when that was; null before the first.
   */
  async lastPurchaseCredit(tx: Tx): Promise<{ availableTokens: bigint; at: Date } | null> {
    // The second condition on the kind is that of the index.
    const [row] = await tx.query<{ available_after: string; at: Date }[]>(
      `SELECT e.available_after, e.at FROM token_balance_history e
         JOIN organization_token_wallets w ON w.organization_id = $1 AND w.id = e.wallet_id
        WHERE e.organization_id = $1
          AND e.kind IN ('purchase', 'bonus', 'subscription', 'auto_topup')
          AND e.kind NOT IN ('debit', 'capture') AND e.amount > 0
        ORDER BY e.seq DESC LIMIT 1`,
      [tx.organizationId],
    );
    return row ? { availableTokens: BigInt(row.available_after), at: row.at } : null;
  }

  /** The ids of the ledger entries that carry a purchase's id, oldest first. */
  async entriesOfPurchase(tx: Tx, purchaseId: string): Promise<string[]> {
    const entries = await tx.find(LedgerEntry, {
      select: { id: true },
      where: { organizationId: tx.organizationId, purchaseId },
      order: { seq: 'ASC' },
    });
    return entries.map(({ id }) => id);
  }

  /**
   * The ledger from `from` on, oldest first: spending rolled up by local day, everything else one
   * by one. Of more than 10,000 rows the newest are given.
   */
  async daysSince(tx: Tx, from: Date, timeZone: string): Promise<LedgerDayView[]> {
    const wallet = await tx.findOneBy(Wallet, { organizationId: tx.organizationId });
    if (!wallet) return [];
    const range = await seqRange(tx, wallet, from, undefined);
    return (await ledgerDays(tx, wallet, timeZone, range, MOST_DAYS)).toReversed();
  }

  /** Opens a suspension of `source`, audited; false where one was open already. */
  suspend(
    tx: Tx,
    source: SuspensionSource,
    reason: string,
    actor: Actor,
    at: Date,
  ): Promise<boolean> {
    return this.suspensions.suspend(tx, source, reason, actor, at);
  }

  /** Closes the suspension of `source`, audited; false where none was open. */
  reactivate(tx: Tx, source: SuspensionSource, actor: Actor, at: Date): Promise<boolean> {
    return this.suspensions.reactivate(tx, source, actor, at);
  }

  /**
   * Asks for a `WalletFellBelow` when available falls below `mark` tokens (at least 1), in the name
   * of `source`; null takes it back. Below already when set or moved: announced at once.
   */
  watch(tx: Tx, source: string, mark: bigint | null): Promise<void> {
    return this.watches.watch(tx, source, mark, this.clock.now());
  }

  /**
   * Asks for a `WalletRose` when what a hold gives back lifts available to `mark` tokens (at least 1)
   * or more, in the name of `source`; null takes it back. Above already when set or moved: announced
   * at once. Credits announce their rise whoever asks.
   */
  watchRise(tx: Tx, source: string, mark: bigint | null): Promise<void> {
    return this.watches.watchRise(tx, source, mark, this.clock.now());
  }
}
