import { paceWords } from './pace-words.js';

describe('paceWords', () => {
  it.each([
    [0, 'less than an hour'],
    [150, 'less than an hour'],
    [400, 'about 1 hour'],
    [1_000, 'about 3 hours'],
    [8_699, 'about 1 day'],
    [24_000, 'about 2.8 days'],
    [26_097, 'about 3 days'],
    [10_000_000, 'about 1,150 days'],
  ])('of %d tokens at 8,699 a day: %s', (tokens, words) => {
    expect(paceWords(tokens, 8_699)).toBe(`Lasts ${words} at the usual pace`);
  });
});
