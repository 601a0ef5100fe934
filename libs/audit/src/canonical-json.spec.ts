import { canonicalJson, toJson } from './canonical-json.js';

describe('canonical JSON', () => {
  it('sorts members, at every depth, and writes no white space', () => {
    const value = { b: [1, { d: null, c: true }], a: 'x', é: 1, Z: 2 };
    expect(canonicalJson(value)).toBe('{"Z":2,"a":"x","b":[1,{"c":true,"d":null}],"é":1}');
  });

  it('gives one text for values that differ only in the order of members', () => {
    expect(canonicalJson({ a: 1, b: { c: 2, d: 3 } })).toBe(
      canonicalJson({ b: { d: 3, c: 2 }, a: 1 }),
    );
  });

  it('writes numbers and escapes as RFC 8785 does', () => {
    const numbers = [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27];
    expect(canonicalJson(numbers)).toBe('[333333333.3333333,1e+30,4.5,0.002,1e-27]');
    expect(canonicalJson('€$\u000f\nA\'B"\\"/')).toBe('"€$\\u000f\\nA\'B\\"\\\\\\"/"');
  });
});

describe('what is recorded', () => {
  it('survives JSON and jsonb', () => {
    expect(
      toJson({
        tokens: 5n,
        beyond: 9_007_199_254_740_993n,
        at: new Date('2026-01-02T03:04:05.006Z'),
        absent: undefined,
        none: null,
        scopes: new Set(['b', 'a']),
        text: 'a\0b\ud800c😀',
        never: Number.POSITIVE_INFINITY,
      }),
    ).toEqual({
      tokens: 5,
      beyond: '9007199254740993',
      at: '2026-01-02T03:04:05.006Z',
      none: null,
      scopes: ['b', 'a'],
      text: 'a\uFFFDb\uFFFDc😀',
      never: 'Infinity',
    });
    expect(() => toJson({ act: () => undefined })).toThrow(TypeError);
  });
});
