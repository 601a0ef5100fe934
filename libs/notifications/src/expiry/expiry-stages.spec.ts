import { expiryStage } from './expiry-stages.js';

const DAY_MS = 86_400_000;
const expiresAt = new Date('2026-09-01T00:00:00Z');
const before = (days: number, ms = 0) => new Date(expiresAt.getTime() - days * DAY_MS - ms);
const longAgo = new Date('2026-01-01T00:00:00Z');

describe('the stage of a lot before it expires', () => {
  it.each([
    [before(30, 1), null],
    [before(30), 30],
    [before(7, 1), 30],
    [before(7), 7],
    [before(1, 1), 7],
    [before(1), 1],
    [before(0, 1), 1],
    [before(0), null],
  ])('at %s is %s', (at, stage) => {
    expect(expiryStage({ expiresAt, createdAt: longAgo }, at)).toBe(stage);
  });

  it('is none where the lot was granted within it: there is no news in that', () => {
    expect(expiryStage({ expiresAt, createdAt: before(30) }, before(20))).toBeNull();
    expect(expiryStage({ expiresAt, createdAt: before(30) }, before(7))).toBe(7);
    expect(expiryStage({ expiresAt, createdAt: before(3) }, before(2))).toBeNull();
  });

  it('is none of a lot that never expires', () => {
    expect(expiryStage({ expiresAt: null, createdAt: longAgo }, before(1))).toBeNull();
  });
});
