import { Injectable } from '@nestjs/common';
import type {
  BalanceView,
  LotView,
  PageView,
  SuspensionView,
  WalletStandingView,
  WalletView,
} from '@purser/contracts';
import { Organizations } from '@purser/identity';
import {
  Clock,
  decodeCursor,
  InvalidRequest,
  isId,
  toPage,
  type Tx,
  UnitOfWork,
  type Versioned,
} from '@purser/platform';
import { EntityNotFoundError, In, LessThan, LessThanOrEqual, MoreThan } from 'typeorm';
import { compareBurnOrder } from './books/burn-order.js';
import { currentLots, presentOf } from './books/current-state.js';
import { LedgerWriter } from './books/ledger-writer.js';
import { balanceView, partsOfLots } from './books/wallet-parts.js';
import { BalanceReads } from './history/balance-reads.js';
import { Forecasts } from './forecast/forecasts.service.js';
import { lotsAsOf, suspensionsAsOf } from './history/as-of.js';
import { dailyUsage } from './history/daily-usage.js';
import { pointsAt } from './history/ledger-time.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import { Lot } from './lot.entity.js';
import { lotView } from './lot-view.js';
import { Wallet } from './wallet.entity.js';
import { Wallets } from './wallets.js';

const USAGE_DAYS = 30;
const DAY_MS = 86_400_000;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** A wallet at one instant: the present, or the past put together again. */
interface WalletAt {
  wallet: Wallet;
  at: Date;
  /** Lots that hold tokens, in burn order. */
  lots: Lot[];
  suspensions: SuspensionView[];
  balance: BalanceView;
}

/** Reads wallets. */
@Injectable()
export class WalletReader {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly ledger: LedgerWriter,
    private readonly wallets: Wallets,
    private readonly organizations: Organizations,
    private readonly forecasts: Forecasts,
    private readonly balances: BalanceReads,
  ) {}

  /** Wallet, lots, suspensions, usage and run-out; at a past instant as it was then. */
  wallet(organizationId: string, asOf?: Date): Promise<Versioned<WalletView>> {
    return this.reading(organizationId, async (tx) => {
      const { wallet, at, lots, suspensions, balance } = await this.walletAt(tx, asOf);
      const { timeZone } = await this.organizations.get(tx);
      const days = await dailyUsage(tx, wallet, timeZone, at, USAGE_DAYS);
      const [point] = await pointsAt(tx, wallet, [at]);
      const first = await tx.findOneBy(LedgerEntry, {
        organizationId,
        walletId: wallet.id,
        seq: 1n,
      });
      const totalTokens = days.reduce((sum, day) => sum + day.tokens, 0);
      const view: WalletView = {
        ...balance,
        walletId: wallet.id,
        lots: lots.map((lot) => lotView(lot, at)),
        suspensions,
        usage: { days, totalTokens, perDayTokens: perDay(totalTokens, first?.at ?? null, at) },
        forecast: await this.forecasts.runOut(tx, wallet, balance.available, at),
        availableAfterLastCredit: await this.afterLastCredit(tx, wallet, point?.seq ?? 0n),
      };
      return { view, eTag: eTagOf(wallet) };
    });
  }

  /** The balance and its parts. */
  async balance(organizationId: string, asOf?: Date): Promise<Versioned<BalanceView>> {
    const simple = asOf === undefined ? await this.balances.find(organizationId) : null;
    if (simple) return { view: simple.view, eTag: eTagOf(simple) };
    return this.reading(organizationId, async (tx) => {
      if (asOf !== undefined) {
        const { wallet, balance } = await this.walletAt(tx, asOf);
        return { view: balance, eTag: eTagOf(wallet) };
      }
      const wallet = await tx.findOneByOrFail(Wallet, { organizationId });
      return { view: await this.wallets.balance(tx, this.clock.now()), eTag: eTagOf(wallet) };
    });
  }

  /** The balance and what is open against spending it. */
  async standing(tx: Tx): Promise<WalletStandingView> {
    const { balance, suspensions } = await this.walletAt(tx, undefined);
    return { ...balance, suspensions };
  }

  /** All lots there ever were, newest first. */
  lots(
    organizationId: string,
    query: { limit: number; cursor?: string },
  ): Promise<PageView<LotView>> {
    const before = query.cursor === undefined ? LAST_ID : decodeCursor(query.cursor, isId);
    return this.reading(organizationId, async (tx) => {
      const wallet = await tx.findOneByOrFail(Wallet, { organizationId });
      const at = presentOf(wallet, this.clock.now());
      const live = new Map((await currentLots(tx, at, { live: true })).map((lot) => [lot.id, lot]));
      const rows = await tx.find(Lot, {
        where: { organizationId, id: LessThan(before) },
        order: { id: 'DESC' },
        take: query.limit + 1,
      });
      return toPage(
        rows,
        query.limit,
        (lot) => lot.id,
        (lot) => lotView(live.get(lot.id) ?? lot, at),
      );
    });
  }

  /** Runs `work` on one snapshot of an organization; its wallet is made where there is none. */
  async reading<T>(organizationId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.unitOfWork.read(organizationId, work);
    } catch (error) {
      if (!(error instanceof EntityNotFoundError) || error.entityClass !== Wallet) throw error;
      await this.unitOfWork.run(organizationId, (tx) => this.ledger.ensure(tx, this.clock.now()));
      return this.unitOfWork.read(organizationId, work);
    }
  }

  private async walletAt(tx: Tx, asOf: Date | undefined): Promise<WalletAt> {
    const { organizationId } = tx;
    const wallet = await tx.findOneByOrFail(Wallet, { organizationId });
    const present = presentOf(wallet, this.clock.now());
    if (asOf && asOf > present) {
      throw new InvalidRequest([{ pointer: '?at', detail: 'must not be in the future' }]);
    }
    const at = asOf ?? present;
    const lots = asOf ? await lotsAsOf(tx, wallet, at) : await currentLots(tx, at, { live: true });
    const suspensions = await suspensionsAsOf(tx, at);
    const status = suspensions.length === 0 ? 'active' : 'suspended';
    return {
      wallet,
      at,
      lots: lots.sort(compareBurnOrder),
      suspensions,
      balance: balanceView(organizationId, partsOfLots(lots, at), status, at),
    };
  }

  /** Available right after the last purchase, subscription or top-up credit up to `seq`. */
  private async afterLastCredit(tx: Tx, wallet: Wallet, seq: bigint): Promise<number | null> {
    const last = await tx.findOne(LedgerEntry, {
      where: {
        organizationId: wallet.organizationId,
        walletId: wallet.id,
        seq: LessThanOrEqual(seq),
        kind: In(['purchase', 'bonus', 'subscription', 'auto_topup']),
        amount: MoreThan(0n),
      },
      order: { seq: 'DESC' },
    });
    return last ? Number(last.availableAfter) : null;
  }
}

/** Mean use of the days of the window in which the wallet had a history, in whole tokens. */
function perDay(totalTokens: number, firstEntryAt: Date | null, at: Date): number {
  if (firstEntryAt === null) return 0;
  const lived = Math.ceil((at.getTime() - firstEntryAt.getTime()) / DAY_MS);
  return Math.round(totalTokens / Math.max(1, Math.min(USAGE_DAYS, lived)));
}

/** The ETag of a wallet. */
export function eTagOf(wallet: Pick<Wallet, 'version'>): string {
  return `"${wallet.version}"`;
}
