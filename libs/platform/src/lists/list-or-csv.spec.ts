import fastify from 'fastify';
import type { PageView } from '@purser/contracts';
import { csvStream, listOrCsv } from './list-or-csv.js';

interface Row {
  readonly id: number;
  readonly note: string;
}

const COLUMNS = {
  id: (row: Row) => row.id,
  note: (row: Row) => row.note,
  positive: (row: Row) => row.id > 0,
};

function serverOf(pages: (cursor?: string) => Promise<PageView<Row>>) {
  const server = fastify();
  server.get('/', (request, reply) =>
    listOrCsv(request, reply, { limit: 2 }, COLUMNS, ({ cursor }) => pages(cursor)),
  );
  return server;
}

const twoPages = (cursor?: string): Promise<PageView<Row>> =>
  Promise.resolve(
    cursor === undefined
      ? { data: [{ id: -5, note: '=1+1' }], nextCursor: 'more' }
      : { data: [{ id: 7, note: 'a "quoted", line\nbreak' }], nextCursor: null },
  );

describe('listOrCsv', () => {
  it('answers one page as JSON', async () => {
    const answer = await serverOf(twoPages).inject('/');
    expect(answer.json()).toEqual({ data: [{ id: -5, note: '=1+1' }], nextCursor: 'more' });
  });

  it('streams every page as CSV, with formulas escaped and numbers left alone', async () => {
    const answer = await serverOf(twoPages).inject({ url: '/', headers: { accept: 'text/csv' } });
    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(answer.body).toBe(
      'id,note,positive\n-5,\'=1+1,false\n7,"a ""quoted"", line\nbreak",true\n',
    );
  });

  it('cuts the answer off when a later page fails', async () => {
    const failing = (cursor?: string) =>
      cursor === undefined ? twoPages() : Promise.reject(new Error('the database is gone'));
    const server = serverOf(failing);
    await expect(server.inject({ url: '/', headers: { accept: 'text/csv' } })).rejects.toThrow();
  });
});

describe('csvStream', () => {
  it('is destroyed by rows that fail, and takes nothing else down with it', async () => {
    async function* rows(): AsyncGenerator<unknown[]> {
      yield await Promise.resolve([1]);
      throw new Error('the database is gone');
    }
    const read = async () => {
      for await (const _ of csvStream(['id'], rows()));
    };
    await expect(read()).rejects.toThrow('the database is gone');
  });
});
