import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { OutcomeUnknown } from '@purser/platform';
import { testModule, type RunningModule } from '@purser/testing';
import { PROGRAM, walletRoom, WalletUnderTest } from '../../testing/wallet-fixture.js';
import { LedgerVerifier, Spending, WalletModule } from '../index.js';

const DEBITS = 600;
const CALLERS = 16;
/** Answered debits between one loss of all connections and the next. */
const BETWEEN = 100;

describe('a database that goes away during debits', () => {
  let room: Awaited<ReturnType<typeof walletRoom>>;
  let spender: RunningModule;
  let wallet: WalletUnderTest;
  let line: Server;
  const sockets = new Set<Socket>();

  beforeAll(async () => {
    room = await walletRoom();
    const { database, t } = room;
    const url = new URL(database.config.DATABASE_URL);
    line = await lineTo(Number(url.port), sockets);
    url.port = String((line.address() as AddressInfo).port);
    const config = { ...database.config, DATABASE_URL: url.href };
    const behind = { ...database, config };
    spender = await testModule({ imports: [WalletModule], database: behind, clock: t.clock });
    wallet = new WalletUnderTest(spender, (await room.wallet()).organizationId);
    await wallet.grant({ tokens: 100_000n });
  });

  afterAll(async () => {
    await spender.close();
    line.close();
    await room.close();
  });

  /** Without a word, as when every process of the server is killed. Gives how many there were. */
  const loseConnections = (): number => {
    const lost = sockets.size;
    for (const socket of sockets) socket.resetAndDestroy();
    return lost;
  };

  it('loses nothing that was answered, doubles nothing, and comes back by itself', async () => {
    const answered = new Map<string, unknown>();
    let next = 0;
    let turnedAway = 0;
    let losses = 0;
    const debit = async (reference: string) => {
      const item = { amount: 1n, reference, actor: PROGRAM };
      const [answer] = await spender.get(Spending).debit(wallet.organizationId, [item]);
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
            expect(error).toBeInstanceOf(OutcomeUnknown);
            turnedAway += 1;
          }
        }
        if (answered.size % BETWEEN === 0) {
          losses += loseConnections();
        }
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
    process.stdout.write(`${losses} connections lost, ${turnedAway} debits sent again\n`);
    expect(losses).toBeGreaterThan(0);
    expect([...answered.values()]).toEqual(
      Array.from({ length: DEBITS }, (): unknown => expect.objectContaining({ booked: true })),
    );
    const references = (await wallet.ledger()).slice(1).map(({ reference }) => reference);
    expect(new Set(references)).toEqual(new Set(answered.keys()));
    expect(references).toHaveLength(DEBITS);
    for (const [reference, first] of answered) expect(await debit(reference)).toEqual(first);
    expect(await wallet.faults()).toEqual([]);
    const ledger = await spender.get(LedgerVerifier).verify(wallet.organizationId);
    expect(ledger).toMatchObject({ valid: true });
  });
});

/** A line to the database that can be cut. */
async function lineTo(port: number, sockets: Set<Socket>): Promise<Server> {
  const server = createServer((socket) => {
    const upstream = connect(port, '127.0.0.1');
    sockets.add(socket);
    socket.pipe(upstream).pipe(socket);
    socket.on('error', () => undefined);
    upstream.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      upstream.destroy();
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}
