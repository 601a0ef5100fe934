import { canonical, parseForm } from './form.js';
import { bool, hash, integer, list, mergeMetadata, parseShape, required, text } from './params.js';

describe('form bodies', () => {
  it('reads nested names, lists and repeated empty brackets', () => {
    const form = parseForm('a=1&m[x]=2&m[y][z]=3&e[0]=p&e[1]=q&f[]=r&f[]=s&t=a%20b%26c');
    expect(JSON.parse(JSON.stringify(form))).toEqual({
      a: '1',
      m: { x: '2', y: { z: '3' } },
      e: { 0: 'p', 1: 'q' },
      f: { 0: 'r', 1: 's' },
      t: 'a b&c',
    });
  });

  it('never touches the prototype of objects', () => {
    const form = parseForm('__proto__[polluted]=1&constructor[prototype][polluted]=1');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(form)).toEqual(['__proto__', 'constructor']);
    expect(() => parseShape({}, parseForm('__proto__[x]=1'))).toThrow(/unknown parameter/);
  });

  it('is the same text whatever the order', () => {
    expect(canonical(parseForm('a=1&b[x]=2&b[y]=3'))).toBe(
      canonical(parseForm('b[y]=3&a=1&b[x]=2')),
    );
    expect(canonical(parseForm('a=1'))).not.toBe(canonical(parseForm('a=2')));
    expect(canonical(parseForm('a[b]=1'))).not.toBe(canonical(parseForm('a=[b]=1')));
  });

  it('turns text into the declared types', () => {
    const shape = {
      amount: required(integer(1)),
      confirm: bool,
      lines: list(hash({ name: text(3) })),
    };
    const form = parseForm('amount=7&confirm=true&lines[0][name]=a&lines[1][name]=b');
    expect(parseShape(shape, form)).toEqual({
      amount: 7,
      confirm: true,
      lines: [{ name: 'a' }, { name: 'b' }],
    });
    for (const wrong of [
      'amount=',
      'amount=1e3',
      'amount=9007199254740993',
      'amount[x]=1',
      'amount=1&confirm=1',
      'amount=1&lines=x',
      'amount=1&lines[a]=x',
      'amount=1&lines[0][name]=long',
      'amount=1&lines[0][surprise]=x',
    ]) {
      expect(() => parseShape(shape, parseForm(wrong))).toThrow();
    }
  });

  it('merges metadata as Stripe does', () => {
    const before = { a: '1', b: '2' };
    expect(mergeMetadata(before, undefined)).toBe(before);
    expect(mergeMetadata(before, { b: '', c: '3' })).toEqual({ a: '1', c: '3' });
    expect(mergeMetadata(before, null)).toEqual({});
  });
});
