import fastify from 'fastify';
import { registerEarlyRefusal } from './early-refusal.js';

const FULL = '018f0000-0000-7000-8000-000000000001';
const CALM = '018f0000-0000-7000-8000-000000000002';

describe('spending from a wallet whose queue is full', () => {
  const server = fastify();
  registerEarlyRefusal(server, { isFull: (organizationId) => organizationId === FULL });
  server.all('/*', () => ({ served: true }));
  afterAll(() => server.close());

  const send = (path: string, method: 'GET' | 'POST' = 'POST') =>
    server.inject({ method, url: `/api/tokens/wallet/${path}` });

  it.each([
    [`${FULL}/debits`],
    [`${FULL}/debits/batch`],
    [`${FULL}/holds`],
    [`${FULL}/debits?dryRun=true`],
  ])('is refused before the body is read: %s', async (path) => {
    const answer = await send(path);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers).toMatchObject({
      'retry-after': '1',
      'content-type': 'application/problem+json; charset=utf-8',
    });
    expect(answer.json()).toMatchObject({ type: '/problems/overloaded', status: 503 });
  });

  it.each([
    [`${CALM}/debits`, 'POST'],
    [`${FULL}/balance`, 'GET'],
    [`${FULL}/adjustments`, 'POST'],
    ['nobody/debits', 'POST'],
  ] as const)('does not concern %s (%s)', async (path, method) => {
    expect((await send(path, method)).json()).toEqual({ served: true });
  });
});
