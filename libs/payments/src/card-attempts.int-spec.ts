import {
  createTestDatabase,
  testModule,
  type RunningModule,
  type TestDatabase,
} from '@purser/testing';
import { newId } from '@purser/platform';
import { CardAttempts, PaymentsModule, type ChargeAttempt } from './index.js';

const DAY_MS = 86_400_000;

describe('attempts with a card', () => {
  let database: TestDatabase;
  let t: RunningModule;
  let attempts: CardAttempts;

  beforeAll(async () => {
    database = await createTestDatabase();
    t = await testModule({ imports: [PaymentsModule], database });
    attempts = t.get(CardAttempts);
  });
  afterAll(async () => {
    await t.close();
    await database.drop();
  });

  const aCharge = (): ChargeAttempt => ({ purchaseId: newId(t.clock.now()), attempt: 1 });

  it('are fifteen in thirty days for system charges, however many ask at once', async () => {
    const at = t.clock.now();
    const asked = await Promise.all(
      Array.from({ length: 24 }, () => attempts.noteWithinLimit('card-1', aCharge(), at)),
    );
    expect(asked.filter(Boolean)).toHaveLength(15);
    expect(await attempts.countAfter('card-1', new Date(0))).toBe(15);
    expect(await attempts.noteWithinLimit('card-2', aCharge(), at)).toBe(true);

    const freeAt = new Date(at.getTime() + 30 * DAY_MS);
    expect(await attempts.freeAt('card-1', at)).toEqual(freeAt);
    const early = new Date(freeAt.getTime() - 1);
    expect(await attempts.noteWithinLimit('card-1', aCharge(), early)).toBe(false);
    expect(await attempts.noteWithinLimit('card-1', aCharge(), freeAt)).toBe(true);
  });

  it('that were paid do not count, however many', async () => {
    const at = t.clock.now();
    for (let n = 0; n < 40; n += 1) {
      const charge = aCharge();
      expect(await attempts.noteWithinLimit('card-4', charge, at)).toBe(true);
      await attempts.paid(charge);
    }
    expect(await attempts.freeAt('card-4', at)).toEqual(at);
  });

  it('of people count as well, and are never refused', async () => {
    const at = t.clock.now();
    for (let n = 0; n < 16; n += 1) await attempts.note('card-3', aCharge(), at);
    expect(await attempts.noteWithinLimit('card-3', aCharge(), at)).toBe(false);
    await attempts.note('card-3', aCharge(), at);
    expect(await attempts.countAfter('card-3', new Date(0))).toBe(17);
  });
});
