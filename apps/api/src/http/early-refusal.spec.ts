import fastify from 'fastify';
import { EarlyRefusal } from './early-refusal.js';
import { apiHeaders, registerSecurityHeaders } from './security-headers.js';

const FULL = '018f0000-0000-7000-8000-000000000001';
const CALM = '018f0000-0000-7000-8000-000000000002';

describe('spending from a wallet whose queue is full', () => {
  const early = new EarlyRefusal(apiHeaders(false));
  const server = fastify({ serverFactory: early.serverFactory });
  registerSecurityHeaders(server, false);
  server.all('/*', () => ({ served: true }));
  let address: string;

  beforeAll(async () => {
    address = await server.listen({ port: 0, host: '127.0.0.1' });
    early.guard({ turnsAway: (organizationId) => organizationId === FULL });
  });
  afterAll(() => server.close());

  const send = (path: string, method = 'POST') =>
    fetch(`${address}/api/tokens/wallet/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'POST' && { body: '{"amount":1}' }),
    });

  it.each([
    [`${FULL}/debits`],
    [`${FULL}/debits/batch`],
    [`${FULL}/holds`],
    [`${FULL}/debits?dryRun=true`],
  ])('is refused before anything is read: %s', async (path) => {
    const answer = await send(path);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(await answer.json()).toMatchObject({
      type: '/problems/overloaded',
      status: 503,
      instance: `/api/tokens/wallet/${path.split('?')[0]}`,
      requestId: answer.headers.get('x-request-id'),
    });
  });

  it('has the headers of every other answer', async () => {
    const [refused, served] = [await send(`${FULL}/debits`), await send(`${CALM}/debits`)];
    const names = (answer: Response) => [...answer.headers.keys()];
    expect(names(refused)).toEqual(expect.arrayContaining(names(served)));
  });

  it.each([
    [`${CALM}/debits`, 'POST'],
    [`${FULL}/balance`, 'GET'],
    [`${FULL}/adjustments`, 'POST'],
    ['nobody/debits', 'POST'],
  ])('does not concern %s (%s)', async (path, method) => {
    expect(await (await send(path, method)).json()).toEqual({ served: true });
  });
});
