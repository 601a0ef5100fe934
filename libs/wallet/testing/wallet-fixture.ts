import type { BalanceView } from '@purser/contracts';
import { systemActor, type Actor } from '@purser/platform';
import {
  anOrganization,
  createTestDatabase,
  testModule,
  type RunningModule,
} from '@purser/testing';
import {
  Spending,
  WalletBooks,
  WalletModule,
  Wallets,
  type DebitAnswer,
  type Grant,
  type GrantedLot,
} from '@purser/wallet';
import { Holds } from '../src/spending/holds.service.js';
import { Reversals } from '../src/spending/reversals.service.js';
import { Adjustments } from '../src/support/adjustments.service.js';
import { WalletReader } from '../src/wallet.service.js';

const DAY_MS = 86_400_000;

/** A person of Purser's staff, or a program, acting in a request. */
export function anActor(name: string, requestId = `request-of-${name}`): Actor {
  const digits = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1e12, 7);
  const id = `018f0000-0000-7000-8000-${String(digits).padStart(12, '0')}`;
  return { type: 'user', id, name: `${name}@example.test`, requestId, ip: null };
}

export const PROGRAM = anActor('program');
let references = 0;

/** A fresh reference. */
export const aReference = (word = 'ref') => `${word}-${(references += 1)}`;

/** A lot of 1,000 paid tokens that never expires, unless told otherwise. */
export function aLot(fields: Partial<GrantedLot> = {}): GrantedLot {
  return {
    kind: 'purchase',
    source: 'purchase',
    label: 'Starter',
    tokens: 1_000n,
    costMinor: 4_900n,
    currency: 'USD',
    expiresAt: null,
    reference: `purser:${aReference('grant')}`,
    ...fields,
  };
}

/** One organization's wallet with everything a test does to it. */
export class WalletUnderTest {
  constructor(
    readonly t: RunningModule,
    readonly organizationId: string,
  ) {}

  inDays(days: number): Date {
    return new Date(this.t.clock.now().getTime() + days * DAY_MS);
  }

  async grant(fields: Partial<GrantedLot> = {}): Promise<Grant> {
    const request = { lots: [aLot(fields)], actor: systemActor('test'), at: this.t.clock.now() };
    const [grant] = await this.t.unitOfWork.run(this.organizationId, (tx) =>
      this.t.get(Wallets).grant(tx, request),
    );
    if (!grant) throw new Error('Nothing was granted');
    return grant;
  }

  async debit(amount: number, reference = aReference()): Promise<DebitAnswer> {
    const item = { amount: BigInt(amount), reference, actor: PROGRAM };
    const [answer] = await this.t.get(Spending).debit(this.organizationId, [item]);
    if (!answer) throw new Error('The debit was not answered');
    return answer;
  }

  /** Debits and gives the entry; fails the test when it is refused. */
  async spend(amount: number, reference = aReference()) {
    const answer = await this.debit(amount, reference);
    if (!answer.booked) throw answer.problem;
    return answer;
  }

  hold(amount: number, ttlSeconds = 3_600, reference = aReference('hold')) {
    const request = { amount: BigInt(amount), ttlSeconds, reference };
    return this.t.get(Holds).place(this.organizationId, request, PROGRAM);
  }

  capture(holdId: string, amount: number) {
    return this.t.get(Holds).capture(this.organizationId, holdId, BigInt(amount), PROGRAM);
  }

  release(holdId: string) {
    return this.t.get(Holds).release(this.organizationId, holdId);
  }

  reverse(entryId: string) {
    return this.t.get(Reversals).reverse(this.organizationId, entryId, null, PROGRAM);
  }

  adjust(amount: number, maker = anActor('maker')) {
    const request = { amount: BigInt(amount), reasonCode: 'goodwill', reason: 'for the outage' };
    return this.t.get(Adjustments).propose(this.organizationId, request, maker);
  }

  async balance(at?: Date): Promise<BalanceView> {
    return (await this.t.get(WalletReader).balance(this.organizationId, at)).view;
  }

  async view(at?: Date) {
    return (await this.t.get(WalletReader).wallet(this.organizationId, at)).view;
  }

  /** Rules of the books that are broken. */
  faults() {
    return this.t.unitOfWork.read(this.organizationId, (tx) => this.t.get(WalletBooks).check(tx));
  }

  /** Entries from the database itself, oldest first. */
  async ledger() {
    const { rows } = await this.t.superuser.query<{
      id: string;
      kind: string;
      amount: number;
      reference: string;
      lots: string[];
      lot_amounts: string[];
    }>(
      `SELECT id, kind, amount::int, reference, lots, lot_amounts
         FROM token_balance_history WHERE organization_id = $1 ORDER BY seq`,
      [this.organizationId],
    );
    return rows;
  }
}

/** A database with the wallet room started on it. */
export async function walletRoom() {
  const database = await createTestDatabase();
  const t = await testModule({ imports: [WalletModule], database });
  return {
    database,
    t,
    /** A new organization with an empty wallet. */
    wallet: async (fields: Parameters<typeof anOrganization>[1] = {}) =>
      new WalletUnderTest(t, await anOrganization(t, fields)),
    close: async () => {
      await t.close();
      await database.drop();
    },
  };
}
