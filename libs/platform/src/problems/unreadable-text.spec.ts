import { unreadableText } from './unreadable-text.js';

describe('text that no field may hold', () => {
  it.each([
    [{ reference: 'job-1', meta: { emoji: '🪙', tabs: 'a\tb' } }],
    [{ items: [{ reference: 'a' }, { reference: 'b' }] }],
    [{ meta: { constructor: 'Smith & Sons' } }],
    [undefined],
    [null],
    [1],
  ])('is not in %j', (body) => {
    expect(unreadableText(body)).toEqual([]);
  });

  it.each([
    [{ reference: 'a\0b' }, '/reference'],
    [{ reference: 'a\ud800b' }, '/reference'],
    [{ items: [{ reference: 'a' }, { reference: '\udc00' }] }, '/items/1/reference'],
    [{ meta: { 'a/b': { c: '\0' } } }, '/meta/a~1b/c'],
    [{ meta: { 'a\0': 1 } }, '/meta'],
    [JSON.parse('{"constructor":1}'), '/constructor'],
    [JSON.parse('{"__proto__":1}'), '/__proto__'],
    ['\0', ''],
  ])('is found in %j', (body, pointer) => {
    expect(unreadableText(body).map((fault) => fault.pointer)).toEqual([pointer]);
  });

  it('is looked for however deep a body is nested', () => {
    let body: unknown = '\0';
    for (let depth = 0; depth < 50_000; depth += 1) body = [body];
    expect(unreadableText(body)).toHaveLength(1);
  });
});
