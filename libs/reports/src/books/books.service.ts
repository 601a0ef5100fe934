import { Injectable } from '@nestjs/common';
import { Clock, namedQuery, UnitOfWork, type Tx } from '@purser/platform';
import { WALLET_RULES, WalletBooks } from '@purser/wallet';
import type { BooksCheckView, BooksView } from '../dto/books.dto.js';
import { DIFFERENCE_CHECKS, SUM_CHECKS, type DifferenceCheck, type SumCheck } from './checks.js';

const WALLET_CHECK = 'wallet-keeps-its-rules';

/** All checks at once. */
const BROKEN_CHECKS = {
  name: 'broken-checks',
  text: [
    ...SUM_CHECKS.map(
      ({ name, sql }) =>
        `SELECT '${name}' AS name WHERE (SELECT l IS DISTINCT FROM r FROM (${sql}) sums)`,
    ),
    ...[...DIFFERENCE_CHECKS, { name: WALLET_CHECK, sql: WALLET_RULES }].map(
      ({ name, sql }) => `SELECT '${name}' AS name WHERE EXISTS (SELECT FROM (${sql}) found)`,
    ),
  ].join(' UNION ALL '),
};

/** Proves that the books of an organization agree, or says where they do not. */
@Injectable()
export class Books {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly walletBooks: WalletBooks,
  ) {}

  /** Runs every check on one snapshot. */
  async check(organizationId: string): Promise<BooksView> {
    const asOf = this.clock.now().toISOString();
    const checks = await this.unitOfWork.read(organizationId, async (tx) => {
      const found: BooksCheckView[] = [];
      for (const check of SUM_CHECKS) found.push(await sums(tx, check));
      for (const check of DIFFERENCE_CHECKS) found.push(await differences(tx, check));
      found.push(await this.wallet(tx));
      return found;
    });
    return { organizationId, asOf, balanced: checks.every(({ ok }) => ok), checks };
  }

  /** The names of the checks that do not hold, on the snapshot of `tx`: {@link check} says more. */
  async broken(tx: Tx): Promise<string[]> {
    const rows = await namedQuery<{ name: string }>(tx, BROKEN_CHECKS, [tx.organizationId]);
    return rows.map(({ name }) => name);
  }

  /** What the wallet says about itself, beside what is counted here. */
  private async wallet(tx: Tx): Promise<BooksCheckView> {
    const faults = await this.walletBooks.check(tx);
    const detail = faults.map(
      ({ rule, expected, actual }) => `${rule}: expected ${expected}, found ${actual}`,
    );
    return {
      name: WALLET_CHECK,
      ok: faults.length === 0,
      detail: faults.length === 0 ? 'Wallet, lots, holds and ledger agree.' : detail.join(', '),
    };
  }
}

async function sums(tx: Tx, { name, words, sql }: SumCheck): Promise<BooksCheckView> {
  const [row] = await tx.query<{ l: string; r: string }[]>(sql, [tx.organizationId]);
  if (!row) throw new Error(`The check ${name} gave no row`);
  const detail = `${words[0]}: ${row.l}, ${words[1]}: ${row.r}`;
  return { name, ok: row.l === row.r, detail };
}

async function differences(tx: Tx, check: DifferenceCheck): Promise<BooksCheckView> {
  const rows = await tx.query<{ what: string }[]>(check.sql, [tx.organizationId]);
  const detail = rows.length === 0 ? check.holds : rows.map(({ what }) => what).join(', ');
  return { name: check.name, ok: rows.length === 0, detail };
}
