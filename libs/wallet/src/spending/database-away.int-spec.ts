import { Overloaded } from '@purser/platform';
import { PROGRAM, walletRoom, type WalletUnderTest } from '../../testing/wallet-fixture.js';
import { LedgerVerifier, Spending } from '../index.js';

const DEBITS = 600;
const CALLERS = 16;
/** Answered debits between one loss of all connections and the next. */
const BETWEEN = 100;

describe('a database that goes away during debits', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;
  let wallet: WalletUnderTest;

  beforeAll(async () => {
    room = await walletRoom();
    wallet = await room.wallet();
    await wallet.grant({ tokens: 100_000n });
  });

  afterAll(() => room.close());

  const loseConnections = () =>
    room.t.superuser.query<{ lost: number }>(
      `SELECT count(pg_terminate_backend(pid))::int AS lost FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'purser-spending'`,
    );

  it('loses nothing that was answered, doubles nothing, and comes back by itself', async () => {
    const answered = new Map<string, unknown>();
    let next = 0;
    let turnedAway = 0;
    let losses = 0;
    const debit = async (reference: string) => {
      const item = { amount: 1n, reference, actor: PROGRAM };
      const [answer] = await room.t.get(Spending).debit(wallet.organizationId, [item]);
      return answer;
    };
    const caller = async () => {
      while (next < DEBITS) {
        const reference = `away-${(next += 1)}`;
        for (;;) {
          try {
            answered.set(reference, await debit(reference));
            break;
          } catch (error) {
            expect(error).toBeInstanceOf(Overloaded);
            turnedAway += 1;
          }
        }
        if (answered.size % BETWEEN === 0) {
          const { rows } = await loseConnections();
          losses += rows[0]?.lost ?? 0;
        }
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
    process.stdout.write(`${losses} connections lost, ${turnedAway} debits sent again\n`);
    expect(losses).toBeGreaterThan(0);
    expect([...answered.values()]).toEqual(
      Array.from({ length: DEBITS }, () => expect.objectContaining({ booked: true })),
    );
    const references = (await wallet.ledger()).slice(1).map(({ reference }) => reference);
    expect(new Set(references)).toEqual(new Set(answered.keys()));
    expect(references).toHaveLength(DEBITS);
    for (const [reference, first] of answered) expect(await debit(reference)).toEqual(first);
    expect(await wallet.faults()).toEqual([]);
    const ledger = await room.t.get(LedgerVerifier).verify(wallet.organizationId);
    expect(ledger).toMatchObject({ valid: true });
  });
});
