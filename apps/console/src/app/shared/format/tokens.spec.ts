import {
  formatShortTokens,
  formatSignedTokens,
  formatTokens,
  parseTokens,
  tokensInWords,
} from './tokens.js';

describe('tokens in words', () => {
  it('groups whole tokens and writes the minus as U+2212', () => {
    expect(formatTokens(369927)).toBe('369,927');
    expect(formatTokens(-4800)).toBe('\u22124,800');
    expect(formatTokens(9007199254740991)).toBe('9,007,199,254,740,991');
  });

  it('signs both directions, as in a ledger', () => {
    expect(formatSignedTokens(262500)).toBe('+262,500');
    expect(formatSignedTokens(-4800)).toBe('\u22124,800');
    expect(formatSignedTokens(0)).toBe('0');
    expect(formatSignedTokens(-0)).toBe('0');
  });

  it('shortens only for axes and chips', () => {
    expect(formatShortTokens(400000)).toBe('400k');
    expect(formatShortTokens(1300000)).toBe('1.3M');
  });

  it('counts one token in the singular', () => {
    expect(tokensInWords(1)).toBe('1 token');
    expect(tokensInWords(1200)).toBe('1,200 tokens');
  });

  it.each([
    ['620,000', 620000],
    ['620 000', 620000],
    ['620.000', 620000],
    ['1000', 1000],
    ['12,34,567', 1234567],
    ['1\u2019000', 1000],
  ])('reads %s whatever separators were typed', (text, tokens) => {
    expect(parseTokens(text)).toBe(tokens);
  });

  it.each(['', '-5', 'many', '1e6', '99999999999999999', '1.5', '12,50', '1000.00'])(
    'refuses %p',
    (text) => {
      expect(parseTokens(text)).toBeNull();
    },
  );
});
