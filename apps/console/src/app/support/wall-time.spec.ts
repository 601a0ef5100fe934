import { instantOf, wallTimeOf } from './wall-time.js';

const ZONE = 'America/New_York';
const iso = (text: string) => {
  const at = instantOf(text, ZONE);
  return at === null ? null : new Date(at).toISOString();
};

describe('instantOf', () => {
  it('takes a wall time in the zone, on both sides of a change of the clocks', () => {
    expect(iso('2026-06-10T11:19')).toBe('2026-06-10T15:19:00.000Z');
    expect(iso('2026-01-10T11:19')).toBe('2026-01-10T16:19:00.000Z');
    expect(iso('2026-03-08T01:30')).toBe('2026-03-08T06:30:00.000Z');
    expect(iso('2026-03-08T09:00')).toBe('2026-03-08T13:00:00.000Z');
    expect(iso('2026-11-01T09:00')).toBe('2026-11-01T14:00:00.000Z');
  });

  it('takes a time that the clocks skip an hour later', () => {
    expect(iso('2026-03-08T02:30')).toBe('2026-03-08T07:30:00.000Z');
  });

  it.each(['', 'soon', '2026-13-01T00:00', '2026-06-10'])('is nothing for %j', (text) => {
    expect(instantOf(text, ZONE)).toBeNull();
  });

  it('is what wallTimeOf writes', () => {
    expect(wallTimeOf(Date.parse('2026-06-10T15:19:52.000Z'), ZONE)).toBe('2026-06-10T11:19');
  });
});
