import { Injectable } from '@nestjs/common';
import type { Tx } from '@purser/platform';
import { DateTime } from 'luxon';
import { before, pointsAt, type LedgerPoint } from '../history/ledger-time.js';
import { UsageDay } from './usage-day.entity.js';

/** Older days say nothing about the next ones; what is kept and read stays bounded. */
const MOST_DAYS = 400;

/** A wallet by its key. */
export interface WalletKey {
  readonly organizationId: string;
  readonly id: string;
}

interface KeptRow {
  local_date: string;
  tokens: string;
  last_seq: string;
  balance_after: string;
}

/**
 * Daily net consumption, counted once: each day goes on from the last ledger entry that the day
 * before counted, so nothing is counted twice or left out, whatever was being written at midnight.
 * The ledger of the days that are counted is never read again.
 */
@Injectable()
export class UsageDays {
  /**
   * The complete local days from the first use until the day before `at`, oldest first, at most 400:
   * those that are kept, and those since, from the ledger.
   */
  async series(tx: Tx, wallet: WalletKey, timeZone: string, at: Date): Promise<number[]> {
    const kept = await this.kept(tx, timeZone, at);
    const since = await this.since(tx, wallet, timeZone, at, kept.at(-1));
    return withoutNegatives(
      [...kept, ...since].slice(-MOST_DAYS).map(({ tokens }) => Number(tokens)),
    );
  }

  /** Keeps the days that are complete at `at`; days of another zone are counted again. */
  async count(tx: Tx, wallet: WalletKey, timeZone: string, at: Date): Promise<void> {
    const { organizationId } = tx;
    const last = await lastDay(tx);
    if (last && last.timeZone !== timeZone) await tx.delete(UsageDay, { organizationId });
    const from = last?.timeZone === timeZone ? last : undefined;
    const days = await this.since(tx, wallet, timeZone, at, from);
    if (days.length === 0) return;
    await tx.createQueryBuilder().insert().into(UsageDay).values(days).orIgnore().execute();
  }

  /** Forgets the days that no forecast reads any more. */
  async forgetOld(tx: Tx, timeZone: string, at: Date): Promise<void> {
    const oldest = DateTime.fromJSDate(at, { zone: timeZone }).minus({ days: MOST_DAYS + 1 });
    await tx.query(
      'DELETE FROM token_usage_days WHERE organization_id = $1 AND local_date < $2::date',
      [tx.organizationId, oldest.toISODate()],
    );
  }

  /** Kept days before the local day of `at`, oldest first. */
  private async kept(tx: Tx, timeZone: string, at: Date): Promise<UsageDay[]> {
    const today = DateTime.fromJSDate(at, { zone: timeZone }).toISODate();
    // Plain SQL: four hundred entities would cost more than all the rest.
    const rows = await tx.query<KeptRow[]>(
      `SELECT local_date::text, tokens, last_seq, balance_after FROM token_usage_days
        WHERE organization_id = $1 AND time_zone = $2 AND local_date < $3::date
        ORDER BY local_date DESC LIMIT $4`,
      [tx.organizationId, timeZone, today, MOST_DAYS],
    );
    return rows.reverse().map((row) => ({
      organizationId: tx.organizationId,
      localDate: row.local_date,
      timeZone,
      tokens: BigInt(row.tokens),
      lastSeq: BigInt(row.last_seq),
      balanceAfter: BigInt(row.balance_after),
    }));
  }

  /** Days after `last` until the day before `at`, counted in the ledger. */
  private async since(
    tx: Tx,
    wallet: WalletKey,
    timeZone: string,
    at: Date,
    last: UsageDay | undefined,
  ): Promise<UsageDay[]> {
    const today = DateTime.fromJSDate(at, { zone: timeZone }).startOf('day');
    const first = last
      ? DateTime.fromISO(last.localDate, { zone: timeZone }).plus({ days: 1 })
      : await this.firstDay(tx, wallet, timeZone, today);
    if (first === null || first >= today) return [];
    const starts: DateTime[] = [];
    for (let day = first; day < today; day = day.plus({ days: 1 })) starts.push(day);
    const ends = starts.map((start) => before(start.plus({ days: 1 }).toJSDate()));
    const begin: LedgerPoint = last
      ? { seq: last.lastSeq, balance: last.balanceAfter }
      : await pointBefore(tx, wallet, first);
    const points = await pointsAt(tx, wallet, ends);
    const moved = await movedOtherwise(tx, wallet, [begin, ...points]);
    return starts.map((start, index) => {
      const from = (index === 0 ? begin : points[index - 1]) ?? begin;
      const to = points[index] ?? from;
      return {
        organizationId: tx.organizationId,
        localDate: start.toISODate() ?? '',
        timeZone,
        tokens: from.balance + (moved.get(index) ?? 0n) - to.balance,
        lastSeq: to.seq,
        balanceAfter: to.balance,
      };
    });
  }

  /** The local day of the first use, not more than 400 days before `today`; null without any. */
  private async firstDay(
    tx: Tx,
    wallet: WalletKey,
    timeZone: string,
    today: DateTime,
  ): Promise<DateTime | null> {
    const [first] = await tx.query<{ at: Date }[]>(
      `SELECT at FROM token_balance_history
        WHERE organization_id = $1 AND wallet_id = $2 AND kind IN ('debit', 'capture')
        ORDER BY seq LIMIT 1`,
      [wallet.organizationId, wallet.id],
    );
    if (!first) return null;
    const day = DateTime.fromJSDate(first.at, { zone: timeZone }).startOf('day');
    return DateTime.max(day, today.minus({ days: MOST_DAYS }));
  }
}

async function lastDay(tx: Tx): Promise<UsageDay | null> {
  const { organizationId } = tx;
  return tx.findOne(UsageDay, { where: { organizationId }, order: { localDate: 'DESC' } });
}

async function pointBefore(tx: Tx, wallet: WalletKey, day: DateTime): Promise<LedgerPoint> {
  const [point] = await pointsAt(tx, wallet, [before(day.toJSDate())]);
  return point ?? { seq: 0n, balance: 0n };
}

/**
 * Signed tokens of the entries between neighbouring points that are no use: credits, expiry,
 * adjustments, refunds. What the balance fell by beyond them is use, however many debits it were.
 */
async function movedOtherwise(
  tx: Tx,
  wallet: WalletKey,
  points: readonly LedgerPoint[],
): Promise<Map<number, bigint>> {
  const rows = await tx.query<{ place: string; moved: string }[]>(
    `SELECT span.place - 1 AS place, sum(h.amount) AS moved
       FROM unnest($3::bigint[], $4::bigint[]) WITH ORDINALITY AS span (after, until, place)
       JOIN token_balance_history h ON h.organization_id = $1 AND h.wallet_id = $2
        AND h.seq > span.after AND h.seq <= span.until
        AND h.kind NOT IN ('debit', 'capture') AND h.kind <> 'reversal'
      GROUP BY span.place`,
    [
      wallet.organizationId,
      wallet.id,
      points.slice(0, -1).map(({ seq }) => seq.toString()),
      points.slice(1).map(({ seq }) => seq.toString()),
    ],
  );
  return new Map(rows.map(({ place, moved }) => [Number(place), BigInt(moved)]));
}

/** What was given back beyond a day's own use belongs to the use of the days before it. */
export function withoutNegatives(days: readonly number[]): number[] {
  const carried = [...days];
  let owed = 0;
  for (let index = carried.length - 1; index >= 0; index -= 1) {
    const value = (carried[index] ?? 0) + owed;
    owed = Math.min(0, value);
    carried[index] = Math.max(0, value);
  }
  return carried;
}
