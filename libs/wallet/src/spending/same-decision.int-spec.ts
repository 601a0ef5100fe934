import fc from 'fast-check';
import { newId } from '@purser/platform';
import { Wallets } from '@purser/wallet';
import type pg from 'pg';
import { PROGRAM, walletRoom, type WalletUnderTest } from '../../testing/wallet-fixture.js';
import {
  DEBIT_SPREAD,
  manyValues,
  SPEND_MANY,
  spreadValues,
  type DebitGroup,
} from './statements.js';
import type { DebitWish } from './wish.js';

const SEQUENCES = Number(process.env['MODEL_RUNS'] ?? 25);
const MOST_MS_PER_SEQUENCE = 12_000;
const ORGANIZATIONS = 3;

interface Change {
  kind: 'grant' | 'hold' | 'suspend' | 'watch' | 'nothing';
  who: number;
  tokens: number;
}

/** What happens to the wallets, and then a batch for some of them. */
interface Round {
  change: Change;
  hours: number;
  items: { who: number; amount: number; reference: number }[];
}

const who = fc.nat({ max: ORGANIZATIONS - 1 });
const round: fc.Arbitrary<Round> = fc.record({
  change: fc.record({
    kind: fc.constantFrom('grant', 'grant', 'hold', 'suspend', 'watch', 'nothing', 'nothing'),
    who,
    tokens: fc.integer({ min: 1, max: 60 }),
  }),
  hours: fc.constantFrom(0, 0, 0, 1, 30),
  items: fc.array(
    fc.record({
      who,
      amount: fc.constantFrom(1, 1, 2, 3, 5, 8, 40),
      reference: fc.nat({ max: 400 }),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});

describe('the statement over many organizations and the one for each', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;
  let client: pg.PoolClient;

  beforeAll(async () => {
    room = await walletRoom();
    client = await room.database.superuser.connect();
  });

  afterAll(async () => {
    client.release();
    await room.close();
  });

  it(
    'always answer alike and leave the same rows, seals and events',
    async () => {
      const seed = Number(process.env['PURSER_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
      process.stdout.write(`same decision: PURSER_TEST_SEED=${seed}\n`);
      const tally = { shared: 0, left: 0 };
      await fc.assert(
        fc.asyncProperty(fc.array(round, { minLength: 3, maxLength: 8 }), async (rounds) => {
          const wallets = await Promise.all(
            Array.from({ length: ORGANIZATIONS }, () => room.wallet()),
          );
          for (const wallet of wallets) await wallet.grant({ tokens: 30n });
          for (const one of rounds) {
            await apply(one.change, wallets);
            room.t.clock.advance({ hours: one.hours });
            await compare(one, wallets, tally);
          }
          for (const wallet of wallets) expect(await wallet.faults()).toEqual([]);
        }),
        { numRuns: SEQUENCES, seed, endOnFailure: true },
      );
      // Both ways were taken often, or the comparison says nothing.
      expect(tally.shared).toBeGreaterThan(SEQUENCES);
      expect(tally.left).toBeGreaterThan(SEQUENCES);
    },
    SEQUENCES * MOST_MS_PER_SEQUENCE,
  );

  async function apply({ kind, who: index, tokens }: Change, wallets: readonly WalletUnderTest[]) {
    const wallet = wallets[index] as WalletUnderTest;
    const { t } = room;
    if (kind === 'grant') {
      const expiresAt = tokens % 3 === 0 ? wallet.inDays(1) : null;
      await wallet.grant({ tokens: BigInt(tokens), expiresAt, priority: tokens % 2 });
    } else if (kind === 'hold') {
      await wallet.hold(Math.ceil(tokens / 6), 3_600).catch(() => undefined);
    } else if (kind === 'suspend') {
      await t.unitOfWork.run(wallet.organizationId, async (tx) => {
        const opened = await t
          .get(Wallets)
          .suspend(tx, 'dunning', 'unpaid', PROGRAM, t.clock.now());
        if (!opened) await t.get(Wallets).reactivate(tx, 'dunning', PROGRAM, t.clock.now());
      });
    } else if (kind === 'watch') {
      await t.unitOfWork.run(wallet.organizationId, (tx) =>
        t.get(Wallets).watch(tx, 'test', BigInt(tokens)),
      );
    }
  }

  /** Decides the same batch both ways from the same state; the second is kept. */
  async function compare(one: Round, wallets: readonly WalletUnderTest[], tally: Tally) {
    const at = room.t.clock.now();
    const groups = groupsOf(one, wallets).map((group) => ({
      ...group,
      ids: group.items.map(() => newId(at)),
      spareIds: [newId(at), newId(at)] as const,
    }));
    const organizationIds = wallets.map(({ organizationId }) => organizationId);
    const exact = async (group: (typeof groups)[number]) => {
      const { organizationId, items, ids, spareIds } = group;
      const values = manyValues(organizationId, items, ids, [...spareIds], at);
      return (await client.query<DecisionRow>({ ...SPEND_MANY, values })).rows;
    };

    await client.query('BEGIN');
    const answers = [];
    for (const group of groups) answers.push(await exact(group));
    const rows = await rowsOf(organizationIds);
    await client.query('ROLLBACK');

    await client.query('BEGIN');
    const unique = groups.filter(
      ({ items }) => new Set(items.map((item) => item.reference)).size === items.length,
    );
    const ids = unique.flatMap((group) => group.ids);
    const values = spreadValues(unique, ids, at);
    const spread = await client.query<SpreadRow>({ ...DEBIT_SPREAD, values });
    for (const [index, group] of groups.entries()) {
      const row = spread.rows.find(({ place }) => unique[place - 1] === group);
      if (row) {
        tally.shared += 1;
        expect(spreadDecisions(row, group)).toEqual(answers[index]?.map(essence));
      } else {
        tally.left += 1;
        expect(await exact(group)).toEqual(answers[index]);
      }
    }
    expect(await rowsOf(organizationIds)).toEqual(rows);
    await client.query('COMMIT');
  }

  /** All that a debit can write, in the order of keys. */
  async function rowsOf(organizationIds: readonly string[]) {
    const tables = {
      organization_token_wallets: 'organization_id',
      token_balance_history: 'organization_id, seq',
      token_lots: 'organization_id, id',
      token_holds: 'organization_id, id',
      outbox: 'organization_id, id',
      wallet_refusals: 'organization_id, minute, reason',
    };
    const all: Record<string, unknown[]> = {};
    for (const [table, order] of Object.entries(tables)) {
      const { rows } = await client.query(
        `SELECT * FROM ${table} WHERE organization_id = ANY ($1) ORDER BY ${order}`,
        [organizationIds],
      );
      all[table] = rows as unknown[];
    }
    return all;
  }
});

interface Tally {
  shared: number;
  left: number;
}

interface SpreadRow {
  place: number;
  balance_before: string;
  available_before: string;
  lot: string;
  entry_at: Date;
}

interface DecisionRow {
  outcome: string;
  entry_id: string;
  balance_after: string;
  available_after: string;
  item_lots: string[];
  item_lot_amounts: string[];
  item_at: Date;
}

function groupsOf({ items }: Round, wallets: readonly WalletUnderTest[]): DebitGroup[] {
  const groups = wallets.map(({ organizationId }, index) => ({
    organizationId,
    items: items
      .filter(({ who: one }) => one === index)
      .map(({ amount, reference }): DebitWish => ({
        kind: 'debit',
        amount: BigInt(amount),
        reference: `ref-${reference}`,
        meta: reference % 5 === 0 ? { reference } : null,
        actor: PROGRAM,
      })),
  }));
  return groups.filter((group) => group.items.length > 0);
}

function spreadDecisions(row: SpreadRow, { items, ids }: DebitGroup & { ids: string[] }) {
  let [balance, available] = [BigInt(row.balance_before), BigInt(row.available_before)];
  return items.map(({ amount }, index) => {
    balance -= amount;
    available -= amount;
    return {
      outcome: 'accepted',
      entry_id: ids[index],
      balance_after: balance.toString(),
      available_after: available.toString(),
      item_lots: [row.lot],
      item_lot_amounts: [amount.toString()],
      item_at: row.entry_at,
    };
  });
}

function essence(row: DecisionRow) {
  const { outcome, entry_id, balance_after, available_after } = row;
  const { item_lots, item_lot_amounts, item_at } = row;
  return {
    outcome,
    entry_id,
    balance_after,
    available_after,
    item_lots,
    item_lot_amounts,
    item_at,
  };
}
