import type { DataSource } from 'typeorm';
import type { Clock } from '../clock/clock.js';
import type { DatabaseShape } from '../database/database-shape.js';
import type { DuePair } from '../database/due-reader.js';
import { Jobs, type JobTally } from './jobs.js';

const jobsOn = (isDistributed: boolean) =>
  new Jobs(
    {} as DataSource,
    {} as Clock,
    { isDistributed: () => Promise.resolve(isDistributed) } as DatabaseShape,
  );

const pair = (organizationId: string, id: string): DuePair => ({ organizationId, id });
const PAGE = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((organization) => [
  pair(organization, '1'),
  pair(organization, '2'),
]);
const names = (pairs: readonly DuePair[]) =>
  pairs.map(({ organizationId, id }) => `${organizationId}${id}`);

let tally: JobTally;
beforeEach(() => {
  tally = { items: 0, errors: 0, firstError: null };
});

describe('the items of a job', () => {
  it('are done a few organizations at a time, those of one organization one after the other', async () => {
    const atWork = new Set<string>();
    const done: DuePair[] = [];
    let most = 0;
    await jobsOn(false).each('job', tally, PAGE, async (item) => {
      expect(atWork.has(item.organizationId)).toBe(false);
      atWork.add(item.organizationId);
      most = Math.max(most, atWork.size);
      await new Promise(setImmediate);
      atWork.delete(item.organizationId);
      done.push(item);
    });
    expect(most).toBe(4);
    expect(names(done).toSorted()).toEqual(names(PAGE));
    for (const organization of ['a', 'f']) {
      const own = done.filter(({ organizationId }) => organizationId === organization);
      expect(own.map(({ id }) => id)).toEqual(['1', '2']);
    }
    expect(tally).toEqual({ items: 12, errors: 0, firstError: null });
  });

  it('stop nobody else where one fails', async () => {
    const done: DuePair[] = [];
    await jobsOn(false).each('job', tally, PAGE, (item) => {
      if (item.organizationId === 'c') return Promise.reject(new Error('poisoned'));
      done.push(item);
      return Promise.resolve();
    });
    expect(names(done).toSorted()).toEqual(names(PAGE).filter((name) => !name.startsWith('c')));
    expect(tally).toEqual({ items: 10, errors: 2, firstError: 'c/1: poisoned' });
  });
});

describe('a page that is done in one go', () => {
  /** What was done: the page at once, and single items. */
  async function together(isDistributed: boolean, isPoisoned: boolean) {
    const seen = { all: 0, ones: [] as string[] };
    await jobsOn(isDistributed).together('job', tally, PAGE, {
      all: () => {
        seen.all += 1;
        return isPoisoned ? Promise.reject(new Error('poisoned')) : Promise.resolve();
      },
      one: (item) => {
        seen.ones.push(...names([item]));
        return item.organizationId === 'b' && isPoisoned
          ? Promise.reject(new Error('poisoned'))
          : Promise.resolve();
      },
    });
    return seen;
  }

  it('counts all of its items', async () => {
    expect(await together(false, false)).toEqual({ all: 1, ones: [] });
    expect(tally).toEqual({ items: 12, errors: 0, firstError: null });
  });

  it('is done item by item where it fails, and only the poisoned one stays', async () => {
    const { ones } = await together(false, true);
    expect(ones.toSorted()).toEqual(names(PAGE));
    expect(tally).toMatchObject({ items: 10, errors: 2, firstError: 'b/1: poisoned' });
  });

  it('is done item by item where organizations lie on several nodes', async () => {
    const { all, ones } = await together(true, false);
    expect(all).toBe(0);
    expect(ones).toHaveLength(12);
  });
});
