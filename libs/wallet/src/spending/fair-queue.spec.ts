import { FairQueue } from './fair-queue.js';

const BOUNDS = { items: 100, itemsOfOne: 60 };
const isPlain = (item: string) => !item.startsWith('hold');
const many = (name: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${name}${index}`);

describe('the queue of what waits', () => {
  let queue: FairQueue<string>;

  beforeEach(() => {
    queue = new FairQueue(BOUNDS, isPlain);
  });

  const sizes = (most: number) =>
    queue.takeShared(most).map(({ organizationId, items }) => [organizationId, items.length]);

  it('gives each organization its share and what is left to those with more', () => {
    queue.add('hot', many('h', 50));
    queue.add('b', ['b0']);
    queue.add('c', ['c0', 'c1']);
    expect(sizes(12)).toEqual([
      ['hot', 9],
      ['b', 1],
      ['c', 2],
    ]);
  });

  it('lets nobody wait behind an organization with thousands', () => {
    queue.add('hot', many('h', 60));
    for (const name of ['a', 'b', 'c']) queue.add(name, many(name, 3));
    expect(sizes(4)).toEqual([
      ['hot', 1],
      ['a', 1],
      ['b', 1],
      ['c', 1],
    ]);
  });

  it('keeps one group of an organization out at a time, in the order in which it came', () => {
    queue.add('a', ['1', '2', '3']);
    const [first] = queue.takeShared(2);
    queue.add('a', ['4']);
    expect(first?.items).toEqual(['1', '2']);
    expect(queue.takeShared(2)).toEqual([]);
    queue.done(first!, false);
    expect(queue.takeShared(5)[0]?.items).toEqual(['3', '4']);
  });

  it('turns round: who was served goes behind those who wait', () => {
    queue.add('a', many('a', 4));
    queue.add('b', many('b', 4));
    queue.add('c', many('c', 4));
    const out = queue.takeShared(2);
    for (const group of out) queue.done(group, false);
    expect(queue.takeShared(2).map(({ organizationId }) => organizationId)).toEqual(['c', 'a']);
  });

  it('stops a shared group before what is not plain, which then goes alone', () => {
    queue.add('a', ['1', 'hold', '2']);
    const [plain] = queue.takeShared(9);
    expect(plain?.items).toEqual(['1']);
    expect(queue.takeExact(9)).toBeUndefined();
    queue.done(plain!, false);
    expect(queue.takeShared(9)).toEqual([]);
    expect(queue.takeExact(9)?.items).toEqual(['hold', '2']);
  });

  it('sends the next group the exact way when told so, and forgets it after', () => {
    queue.add('a', ['1', '2']);
    const [first] = queue.takeShared(1);
    queue.done(first!, true);
    expect(queue.takeShared(9)).toEqual([]);
    const second = queue.takeExact(9);
    expect(second?.items).toEqual(['2']);
    queue.done(second!, false);
    queue.add('a', ['3']);
    expect(queue.takeShared(9)[0]?.items).toEqual(['3']);
  });

  it('is bounded in all and for each organization, counting what is being served', () => {
    queue.add('a', many('a', 60));
    const [out] = queue.takeShared(60);
    expect(() => queue.add('a', ['more'])).toThrow('Try again');
    queue.add('b', many('b', 40));
    expect(() => queue.add('c', ['c'])).toThrow('Try again');
    expect(queue.size).toBe(100);
    queue.done(out!, false);
    queue.add('c', ['c']);
    expect(queue.size).toBe(41);
  });
});
