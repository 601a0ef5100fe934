import { marksOf, turnsOf, type Hysteresis, type Sight } from './hysteresis.js';

const at = new Date('2026-06-18T18:32:00Z');
const minutes = (count: number) => new Date(at.getTime() + count * 60_000);

const threshold = (fields: Partial<Hysteresis> = {}): Hysteresis => ({
  state: 'armed',
  markTokens: 1_000n,
  rearmTokens: 1_100n,
  firedAt: null,
  coolDownMinutes: 0,
  coolDownUntil: null,
  ...fields,
});
const fired = (fields: Partial<Hysteresis> = {}) =>
  threshold({ state: 'fired', firedAt: at, ...fields });
const seen = (availableTokens: bigint, fields: Partial<Sight> = {}): Sight => ({
  at: minutes(60),
  availableTokens,
  lastCredit: null,
  ...fields,
});

describe('the state of a threshold', () => {
  it.each([
    [1_001n, []],
    [1_000n, []],
    [999n, ['fell']],
    [0n, ['fell']],
  ])('armed at 1,000, with %s available: %j', (available, turns) => {
    expect(turnsOf(threshold(), seen(available))).toEqual(turns);
  });

  it.each([
    [999n, []],
    [1_000n, []],
    [1_099n, []],
    [1_100n, ['recovered']],
  ])('fired at 1,000 with a band of 10%%, with %s available: %j', (available, turns) => {
    expect(turnsOf(fired(), seen(available))).toEqual(turns);
  });

  it('is not armed again within the cool-down', () => {
    const cooling = fired({ coolDownUntil: minutes(61) });
    expect(turnsOf(cooling, seen(5_000n))).toEqual([]);
    expect(turnsOf(cooling, seen(5_000n, { at: minutes(61) }))).toEqual(['recovered']);
  });

  it('recovers and falls at once where a refill was spent before anybody looked', () => {
    const lastCredit = { at: minutes(30), availableTokens: 2_000n };
    expect(turnsOf(fired(), seen(500n, { lastCredit }))).toEqual(['recovered', 'fell']);
    expect(turnsOf(fired(), seen(1_050n, { lastCredit }))).toEqual(['recovered']);
    const small = { at: minutes(40), availableTokens: 600n };
    const rise = { at: minutes(20), availableTokens: 1_100n };
    expect(turnsOf(fired(), seen(500n, { lastCredit: small, rise }))).toEqual([
      'recovered',
      'fell',
    ]);
  });

  it('counts what stood when the cool-down ended as recovered', () => {
    const coolDownEnd = { at: minutes(31), availableTokens: 1_100n };
    const cooling = fired({ coolDownUntil: minutes(31) });
    expect(turnsOf(cooling, seen(500n, { coolDownEnd }))).toEqual(['recovered', 'fell']);
    expect(turnsOf(cooling, seen(1_099n, { coolDownEnd }))).toEqual(['recovered']);
    const less = { ...coolDownEnd, availableTokens: 1_099n };
    expect(turnsOf(cooling, seen(500n, { coolDownEnd: less }))).toEqual([]);
  });

  it.each([
    ['came before it fired', { at: minutes(0), availableTokens: 2_000n }, {}],
    ['was too small', { at: minutes(30), availableTokens: 1_099n }, {}],
    [
      'came within the cool-down',
      { at: minutes(30), availableTokens: 2_000n },
      { coolDownUntil: minutes(31) },
    ],
    [
      'came within a cool-down whose end was looked at',
      { at: minutes(30), availableTokens: 2_000n },
      { coolDownMinutes: 31 },
    ],
  ])('stays fired for a credit that %s', (_why, lastCredit, fields) => {
    expect(turnsOf(fired(fields), seen(500n, { lastCredit }))).toEqual([]);
  });
});

describe('the marks of a threshold', () => {
  const nothing = { baseTokens: null, runwayTokens: null };

  it.each([
    ['tokens', 1_000n, 10, nothing, { markTokens: 1_000n, rearmTokens: 1_100n }],
    ['tokens', 5n, 10, nothing, { markTokens: 5n, rearmTokens: 6n }],
    [
      'percent',
      20n,
      10,
      { ...nothing, baseTokens: 1_001n },
      { markTokens: 201n, rearmTokens: 221n },
    ],
    [
      'percent',
      95n,
      10,
      { ...nothing, baseTokens: 1_000n },
      { markTokens: 950n, rearmTokens: 1_000n },
    ],
    [
      'runwayDays',
      7n,
      50,
      { ...nothing, runwayTokens: 701n },
      { markTokens: 701n, rearmTokens: 1_052n },
    ],
    ['percent', 20n, 10, nothing, null],
    ['runwayDays', 7n, 10, nothing, null],
  ] as const)('of %s %s with a band of %s%%', (kind, value, bandPercent, source, marks) => {
    expect(marksOf({ kind, value, bandPercent }, source)).toEqual(marks);
  });
});
